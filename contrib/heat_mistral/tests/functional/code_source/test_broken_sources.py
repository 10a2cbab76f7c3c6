"""Ten kinds of broken sources, and some more: each is refused with a reason.

Nobody's list is affected and nothing is left: see the fixture ``watch``.
"""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import sources
from heat_mistral.tests.functional.support.stacks import Failed

GREET = sources.GREET
FUTURE = """\
from __future__ import annotations
import dataclasses
from mistral_lib import actions


@dataclasses.dataclass
class Greet(actions.Action):
    name: str

    def run(self, context):
        return self.name
"""
#: What the tree tells: refused before anything is made.
INVALID = {
    'syntax': ('def f(:\n', 'line 1, column 7: this is no Python'),
    'missing import': ('import nosuch\n' + GREET, 'line 1, column 1: nosuch'),
    'missing class': (GREET.replace('Greet', 'No'), 'no class Greet'),
    'empty': (' \n', 'the source is empty'),
    'NUL': (GREET + '"\0"', 'line 11, column 2: there is a NUL'),
    'exit': (
        'import sys\nsys.exit(3)\n' + GREET,
        'line 2, column 1: sys.exit',
    ),
    'dataclass': (FUTURE, 'line 7, column 1: Python cannot make'),
    'keyword-only': (
        GREET.replace('name, gr', 'name, *, gr'),
        'line 5, column 33: .*keyword-only',
    ),
    'no JSON': (
        GREET.replace('"Hello"', 'object()'),
        r'line 5, column 39: .*object\(\), no JSON',
    ),
    'a comma': (GREET.replace('Hello', 'a, b'), 'line 5, column 39: .*comma'),
    'a path': ('/etc/hostname', 'use get_file'),
    'a loop': (
        'while True:\n    pass\n' + GREET,
        'line 1, column 1: this loop',
    ),
    'strict': (
        GREET.replace('self.name = name', 'self.name = object()'),
        'line 6, column 9: self.name',
    ),
}
#: What only an execution tells.
REFUSED = {
    'missing import': ('import nosuch\n' + GREET, "No module named 'nosuch'"),
    'raising': (GREET + 'raise ValueError("it rains")\n', 'it rains'),
    'no class': (GREET + 'del Greet\n', 'the source has no class Greet'),
    'comma': (
        GREET.replace('"Hello"', '[*range(2)]'),
        'a default has a comma',
    ),
    'no JSON': (
        GREET.replace('"Hello"', 'actions.Result'),
        'does not show parameter greeting',
    ),
}


def template(content):
    return sources.alone(
        content, allow_imports=['nosuch'], scope='public', strict=True
    )


def test_what_the_tree_tells(admins, watch):
    for kind, (content, reason) in INVALID.items():
        allowed = [] if kind == 'missing import' else ['nosuch']
        with pytest.raises(heat_exc.HTTPBadRequest, match=reason):
            admins.create(
                sources.alone(
                    content, allow_imports=allowed, scope='public', strict=True
                )
            )


def test_what_mistral_tells(admins, watch):
    for kind, (content, reason) in REFUSED.items():
        with pytest.raises(Failed, match='action test.greet: ') as failed:
            admins.create(template(content))
        assert reason in str(failed.value), kind


def test_a_text_that_is_not_known_when_it_is_validated(admins, watch):
    """Nothing is left to be told when the text comes of another resource."""
    made = template({'get_attr': ['v', 'value']})
    made['resources']['v'] = {
        'type': 'OS::Heat::Value',
        'properties': {'value': 'import sys\nsys.exit(3)\n' + GREET},
    }
    with pytest.raises(Failed, match='content: line 2, column 1: sys.exit'):
        admins.create(made)
