"""Stacks of workflows, as an upgrade may find them.

Each function that makes a stack does so while Heat runs older code.
"""

from typing import Any

import pytest

from heat_mistral.tests.functional.support.stacks import Failed, Stack, post
from heat_mistral.tests.functional.support.templates import (
    ECHO,
    NOOP,
    text,
    with_outputs,
    workflow,
)
from heat_mistral.tests.functional.upgrade.world import World

YEARLY = '0 0 1 1 *'
# Longer than a name may be in Mistral or a key in Heat, with what is put
# before it.
LONG = 'long_' + 'x' * 245


def main(word: str) -> str:
    """A workflow that tells its input, and this word."""
    return (
        f'{{input: [x: 0], output: {{x: <% $.x %>, word: {word}}}, '
        f'tasks: {{t: {{action: std.noop}}}}}}'
    )


def workflows(name: str, word: str = 'old', **more: str) -> dict[str, Any]:
    """A definition of two workflows and more, and the form with tasks.

    :param name: in place of those of the stack and the resource.
    """
    return with_outputs(
        w=workflow(
            name=name,
            input={'x': 1},
            definition=text(main=main(word), **{LONG: NOOP}, **more),
        ),
        t=workflow(
            type='direct',
            input={'x': 1},
            output={'x': '<% $.x %>', 'word': word},
            tasks=[{'name': 't', 'action': 'std.noop'}],
        ),
    )


def make_workflows(world: World) -> Stack:
    """One has been renamed, one is retired, and all have run."""
    name = f'{world.prefix}-workflows'
    stack = world.start('workflows', workflows(f'{name}.first', gone=NOOP))
    stack.wait('CREATE')
    assert post(stack.attribute('w', 'alarm_url'), {'x': 2}).ok
    # It keeps the workflow that leaves.
    world.mistral.cron_triggers.create(
        f'{name}-theirs', f'{name}.first.gone', pattern=YEARLY
    )
    stack.update(workflows(name))
    assert post(stack.attribute('w', 'alarm_url'), {'x': 3}).ok
    stack.signal('w', {'workflow': LONG})
    stack.signal('t')
    return stack


def failing(**bodies: str) -> dict[str, Any]:
    return with_outputs(w=workflow(definition=text(**bodies)))


def make_failing(world: World) -> Stack:
    """Its update has failed, since a name is taken."""
    stack = world.start('failing', failing(a=NOOP)).wait('CREATE')
    assert post(stack.attribute('w', 'alarm_url')).ok
    world.add_strangers_workflow(f'{stack.name}.w.b')
    with pytest.raises(Failed, match='is taken'):
        stack.update(failing(a=ECHO, b=NOOP))
    return stack


def make_unmade(world: World) -> Stack:
    """Its creation has failed for the same reason."""
    world.add_strangers_workflow(f'{world.prefix}-unmade.w.a')
    stack = world.start('unmade', failing(a=NOOP))
    with pytest.raises(Failed, match='is taken'):
        stack.wait('CREATE')
    return stack
