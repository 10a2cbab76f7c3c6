"""Stacks of cron triggers, as an upgrade may find them.

Each function that makes a stack does so while Heat runs older code.
"""

import time
from typing import Any

from heat_mistral.tests.functional.support import triggers as triggers_
from heat_mistral.tests.functional.support.stacks import Stack, eventually
from heat_mistral.tests.functional.support.templates import (
    text,
    trigger,
    with_outputs,
    workflow,
)
from heat_mistral.tests.functional.upgrade.workflow_stacks import YEARLY, main
from heat_mistral.tests.functional.upgrade.world import PATIENCE, World

# Mistral takes up a trigger as early as this before its time.
EARLY = 2.0  # seconds
COUNT, FEW = 1000, 2


def schedules(
    often: str = YEARLY, word: str = 'old', pattern: str = YEARLY
) -> dict[str, Any]:
    """Triggers without an end, in the middle, and at their end.

    :param often: pattern of the one in the middle.
    :param word: their input.
    :param pattern: of the one without an end.
    """
    shorts = ('yearly', 'partly', 'finished')

    def of(short: str, **properties: Any) -> dict[str, Any]:
        return trigger(
            workflow={
                'name': {'get_attr': ['w', 'available_workflows', short]},
                'input': {'x': word},
            },
            **properties,
        )

    return with_outputs(
        w=workflow(definition=text(**dict.fromkeys(shorts, main('any')))),
        yearly=of('yearly', pattern=pattern),
        partly=of('partly', pattern=often, count=COUNT),
        finished=of('finished', pattern=triggers_.EVERY_SECOND, count=FEW),
    )


def make_schedules(world: World, name: str = 'schedules') -> Stack:
    """One has run a part of its count, and one has finished."""
    stack = world.start(name, schedules('* * * * * */4'))
    stack.wait('CREATE')

    def ran(short: str) -> int:
        return sum(
            run.workflow_name.endswith(f'.{short}')
            for run in world.runs(stack).values()
        )

    eventually(
        lambda: (
            ran('partly')
            and ran('finished') == FEW
            and 'finished' not in world.triggers(stack)
        ),
        'the ticks',
        PATIENCE,
    )
    stack.update(schedules())
    time.sleep(EARLY)  # one that it took up before this may begin now
    return stack


def make_suspended(world: World) -> Stack:
    stack = make_schedules(world, 'suspended')
    return stack.act('suspend')
