"""Stacks that make the calls: small ones, each with two templates."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from heat_mistral.tests.functional.support import sources, templates

NOOP = '{input: [x: 1], tasks: {t: {action: std.noop}}}'
ECHO = '{input: [x: 1], tasks: {t: {action: std.echo output=1}}}'
# What Mistral has taken of another stack it is not asked about again, nor what
# is so plain that it certainly takes it; so this has a number, and defaults.
ASKED = (
    '{{description: "{}", input: [x: 1], task-defaults: {{timeout: 60}}, '
    'tasks: {{t: {{action: std.noop}}}}}}'
)
# Does not end by itself.
WAITS = '{tasks: {t: {action: std.async_noop}}}'


@dataclasses.dataclass(frozen=True)
class Life:
    """A stack that makes some of the calls.

    :ivar first: makes the template it is created with, of a number that
        nobody else has; ``second`` the one that it is updated to.
    :ivar user: whose stack it is.
    :ivar has_switch: whether its runs fail where ``switch`` does.
    """

    first: Callable[[str], dict[str, Any]]
    second: Callable[[str], dict[str, Any]]
    user: str = 'demo'
    has_switch: bool = False


def _life(
    make: Callable[[str, bool], dict[str, Any]], user: str = 'demo'
) -> Life:
    return Life(
        lambda number: make(number, False),
        lambda number: make(number, True),
        user,
    )


def _outputs(
    resources: Mapping[str, Any], *wanted: tuple[str, str]
) -> dict[str, Any]:
    return {
        'heat_template_version': '2018-08-31',
        'resources': dict(resources),
        'outputs': {
            f'{name}_{attribute}': {'value': {'get_attr': [name, attribute]}}
            for name, attribute in wanted
        },
    }


def _workflow(number: str, changed: bool) -> dict[str, Any]:
    asked = ASKED.format(number)
    shorts = {'a': ECHO, 'c': WAITS} if changed else {'a': asked, 'b': NOOP}
    properties: dict[str, Any] = {
        'definition': templates.text(**shorts),
        'members': ['1' * 32, ('2' if changed else '3') * 32],
    }
    return _outputs(
        {'w': templates.workflow(**properties)},
        ('w', 'executions'),
        ('w', 'members'),
    )


def _waiting(number: str, changed: bool) -> dict[str, Any]:
    """Runs of its workflow go on until they are cancelled."""
    return _outputs(
        {
            'w': templates.workflow(
                definition=templates.text(a=WAITS),
                tags=['changed'] if changed else ['made'],
            )
        },
        ('w', 'executions'),
    )


def _cron_trigger(number: str, changed: bool) -> dict[str, Any]:
    return _outputs(
        {
            'w': templates.workflow(definition=templates.text(a=NOOP)),
            'c': templates.trigger(
                workflow={'get_attr': ['w', 'available_workflows', 'a']},
                pattern='0 4 1 1 *' if changed else '0 3 1 1 *',
            ),
        },
        ('c', 'next_execution_time'),
        ('c', 'executions'),
    )


def _event_trigger(number: str, changed: bool) -> dict[str, Any]:
    return _outputs(
        {
            'w': templates.workflow(definition=templates.text(a=NOOP)),
            't': {
                'type': 'OS::Mistral::EventTrigger',
                'properties': {
                    'exchange': 'faults',
                    'topic': 'notifications',
                    'event': f'fault.{number}',
                    'workflow': {
                        'get_attr': ['w', 'available_workflows', 'a']
                    },
                    'input': {'x': 2} if changed else {'x': 3},
                },
            },
        },
        ('t', 'executions'),
    )


def _environment(number: str, changed: bool) -> dict[str, Any]:
    return _outputs(
        {
            'e': {
                'type': 'OS::Mistral::Environment',
                'properties': {'variables': {'changed': changed}},
            }
        },
        ('e', 'variables'),
    )


def _action(number: str, changed: bool) -> dict[str, Any]:
    words = ('yell', 'bye') if changed else ('shout', 'hi')
    definition = (
        '{0}: {{base: say, description: "{2}"}}\n'
        'say: {{base: std.echo output="{1}"}}'
    )
    return _outputs(
        {
            'a': {
                'type': 'OS::Mistral::Action',
                'properties': {
                    'definition': definition.format(*words, number)
                },
            }
        },
        ('a', 'available_actions'),
        ('a', 'inputs'),
    )


def _execution(number: str, changed: bool) -> dict[str, Any]:
    return _outputs(
        {
            'w': templates.workflow(definition=templates.text(a=NOOP)),
            'x': {
                'type': 'OS::Mistral::Execution',
                'properties': {
                    'workflow': {
                        'get_attr': ['w', 'available_workflows', 'a']
                    },
                    'input': {'x': 2} if changed else {'x': 3},
                    'actions': {'SUSPEND': {}, 'RESUME': {}, 'DELETE': {}},
                },
            },
        },
        ('x', 'state'),
        ('x', 'tasks'),
    )


def _notifying(number: str, changed: bool) -> dict[str, Any]:
    """Mistral tells of the ends of its runs."""
    return _outputs(
        {
            'w': templates.workflow(
                definition=templates.text(a=NOOP),
                notify='all',
                tags=['changed'] if changed else ['made'],
            )
        },
        ('w', 'failures'),
    )


def switch(number: str) -> str:
    """The action that works or fails, as the test wants it, in ``going_on``.

    It is not the stack's, so the number is not in its name; and ``look``
    passes over a dash and twelve characters.
    """
    return f'switch-{number[::-1]}of'


def _going_on(number: str, changed: bool) -> dict[str, Any]:
    """Its run fails where the switch is off, and goes on by an update."""
    text = f'{{input: [x: 1], tasks: {{t: {{action: {switch(number)}}}}}}}'
    return _outputs(
        {
            'w': templates.workflow(definition=templates.text(a=text)),
            'x': {
                'type': 'OS::Mistral::Execution',
                'properties': {
                    'workflow': {
                        'get_attr': ['w', 'available_workflows', 'a']
                    },
                    'input': {'x': 2} if changed else {'x': 3},
                    'on_failure': 'resume',
                },
            },
        },
        ('x', 'state'),
    )


def _external(number: str, changed: bool) -> dict[str, Any]:
    # By id, which is looked up in another way than a name.
    name = {'get_attr': ['w', 'workflow_ids', 'a']}
    return _outputs(
        {
            'w': templates.workflow(definition=templates.text(a=NOOP)),
            'y': {
                'type': 'OS::Mistral::ExternalResource',
                'properties': {
                    'actions': {
                        action: {'workflow': name}
                        for action in ('CREATE', 'UPDATE', 'DELETE')
                    },
                    'input': {'x': 2} if changed else {'x': 3},
                },
            },
        },
        ('y', 'output'),
    )


def _code_source(number: str, changed: bool) -> dict[str, Any]:
    content = sources.GREET + sources.GREET.replace('Greet', 'Wave')
    if changed:
        content = content.replace('Hello', 'Bye')
    actions = {f'faults.{number}.greet': 'Wave' if changed else 'Greet'}
    return _outputs(
        {'s': sources.source(content, actions, name=f'faults-{number}')},
        ('s', 'version'),
    )


LIVES = {
    'workflow': _life(_workflow),
    'waiting': _life(_waiting),
    'cron_trigger': _life(_cron_trigger),
    'event_trigger': _life(_event_trigger),
    'environment': _life(_environment),
    'action': _life(_action),
    'execution': _life(_execution),
    'external_resource': _life(_external),
    'notifying': _life(_notifying),
    'going_on': dataclasses.replace(_life(_going_on), has_switch=True),
    'code_source': _life(_code_source, 'admin'),
}
