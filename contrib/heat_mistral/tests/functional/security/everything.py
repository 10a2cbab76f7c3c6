"""A stack that has a resource of each type."""

import copy
import textwrap
from typing import Any

PYTHON = textwrap.dedent("""\
    from mistral_lib import actions


    class Say(actions.Action):
        def __init__(self, what):
            self.what = what

        def run(self, context):
            return self.what
    """)
#: A workflow that puts out what it is given.
ECHO = (
    'job: {input: [said], output: {said: <% $.said %>}, '
    'tasks: {t: {action: std.noop}}}'
)


def of(kind: str, **properties: Any) -> dict[str, Any]:
    """A resource."""
    return {'type': f'OS::Mistral::{kind}', 'properties': properties}


def template(
    said: Any, prefix: str | None = None, code: bool = False
) -> dict[str, Any]:
    """All types, each with a value that runs and requests carry along.

    :param said: the value.
    :param prefix: of the names in Mistral; by default Heat makes them.
    :param code: whether there is Python, which is for administrators, and
        public.
    """
    named = {
        name: {} if prefix is None else {'name': f'{prefix}-{name}'}
        for name in ('w', 'c', 'v', 'e', 'a', 's')
    }
    job = {'get_attr': ['w', 'available_workflows', 'job']}
    resources = {
        'a': of(
            'Action',
            definition='say: {base: std.echo output="<% $.what %>", '
            'input: [what]}',
            **named['a'],
        ),
        'w': of(
            'Workflow',
            definition=textwrap.dedent("""\
                job:
                  input: [said: nothing]
                  tasks:
                    t:
                      action: std.echo
                      input: {output: <% $.said %>}
                """),
            input={'said': said},
            **named['w'],
        ),
        'c': of(
            'CronTrigger',
            workflow={'name': job, 'input': {'said': said}},
            pattern='0 3 1 1 *',
            **named['c'],
        ),
        'v': of(
            'EventTrigger',
            exchange='nova',
            topic='notifications',
            event='compute.instance.create.end',
            workflow=job,
            input={'said': said},
            **named['v'],
        ),
        'e': of('Environment', variables={'said': said}, **named['e']),
        'run': of(
            'Execution',
            workflow=job,
            input={'said': said},
            params={'env': {'get_resource': 'e'}},
        ),
        'thing': of(
            'ExternalResource',
            actions={
                action: {'workflow': job}
                for action in ('CREATE', 'UPDATE', 'DELETE')
            },
            input={'said': said},
        ),
    }
    if code:
        actions = {f'{prefix or "everything"}.say': 'Say'}
        resources['s'] = of(
            'CodeSource',
            content=PYTHON,
            actions=actions,
            scope='public',
            **named['s'],
        )
    return {
        'heat_template_version': '2018-08-31',
        'resources': resources,
        'outputs': {'url': {'value': {'get_attr': ['w', 'alarm_url']}}},
    }


def hidden(template: dict[str, Any]) -> dict[str, Any]:
    """The same, with a hidden parameter ``said`` in the value's place."""
    changed = copy.deepcopy(template)
    changed['parameters'] = {'said': {'type': 'string', 'hidden': True}}
    return changed
