"""Python sources with an action, good and broken, and what uses it."""

NAME = 'benchmark.say'
SOURCE = """\
from mistral_lib import actions


class Say(actions.Action):
    def __init__(self, name=None):
        self.name = name

    def run(self, context):
        return {number}
"""
FUTURE = """\
from __future__ import annotations
import dataclasses
from mistral_lib import actions


@dataclasses.dataclass
class Say(actions.Action):
    name: str

    def run(self, context):
        return 1
"""
GOOD = SOURCE.format(number=1)
#: Not ``sys.exit``, which ends Mistral's API: only the tree stops it.
BROKEN = (
    'def f(:\n',
    'import nosuch\n' + GOOD,
    GOOD + 'raise ValueError("it rains")\n',
    GOOD.replace('Say', 'Other'),
    '\n',
    GOOD + '"\0"',
    FUTURE,
    GOOD.replace('=None', '="a, b"'),
    GOOD.replace('name=None', 'name=object()'),
    GOOD.replace('=None', '=nothing'),
)
WORKFLOW = """\
version: '2.0'
{name}:
  output: {{said: <% task(t).result %>}}
  tasks:
    t: {{action: {action}}}
"""
