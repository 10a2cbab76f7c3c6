"""Stacks of several types at a time, as an upgrade may find them.

Each function that makes a stack does so while Heat runs older code.
"""

from typing import Any

from heat_mistral.tests.functional.support.stacks import (
    Stack,
    eventually,
    post,
)
from heat_mistral.tests.functional.support.templates import (
    NOOP,
    text,
    trigger,
    with_outputs,
    workflow,
)
from heat_mistral.tests.functional.upgrade import run_stacks
from heat_mistral.tests.functional.upgrade.workflow_stacks import YEARLY
from heat_mistral.tests.functional.upgrade.world import PATIENCE, World


def adopted(world: World, body: str = NOOP) -> dict[str, Any]:
    return with_outputs(
        w=workflow(definition=text(a=body)),
        c=trigger(
            workflow={'get_attr': ['w', 'available_workflows', 'a']},
            pattern=YEARLY,
        ),
        run=run_stacks.execution(world, world.given('adopted.run')),
    )


def make_adopted(world: World) -> Stack:
    """Another stack has made it, whose resources had other ids."""
    stack = world.start('adopted', adopted(world)).wait('CREATE')
    assert post(stack.attribute('w', 'alarm_url')).ok
    abandoned = stack.abandon()
    for signer in world.signers(stack):
        signer.delete()  # Heat leaves it
    stack = world.start_adopt(abandoned).wait('ADOPT')
    assert post(stack.attribute('w', 'alarm_url')).ok
    return stack


def make_lost(world: World) -> Stack:
    """Mistral makes all of it, and Heat does not hear of that.

    Each resource makes one POST, as ``LostReplies`` has it.
    """
    stack = world.start(
        'lost',
        with_outputs(
            w=workflow(definition=text(a=NOOP)),
            c=trigger(
                workflow={
                    'name': world.step_id,
                    'input': world.given('lost.c'),
                },
                pattern=YEARLY,
            ),
            run=run_stacks.execution(world, world.given('lost.run')),
        ),
        world.heat_with_proxy,
    )
    eventually(
        lambda: all(made_of_lost(world, stack).values()),
        'what was asked for',
        PATIENCE,
    )
    return stack


def made_of_lost(world: World, stack: Stack) -> dict[str, Any]:
    """What Mistral has made for this stack, by resource."""
    return {
        'w': world.workflows().get(f'{stack.name}.w.a'),
        'c': {name: row.id for name, row in world.triggers(stack).items()},
        'run': world.begun('lost.run'),
    }
