"""Stacks of runs, as an upgrade may find them.

Each function that makes a stack does so while Heat runs older code.
"""

import functools
from typing import Any

from heat_mistral.tests.functional.support.stacks import Stack, eventually
from heat_mistral.tests.functional.upgrade.world import PATIENCE, World

# Heat stores it in pieces, with what holds it.
LONG_TEXT = 'so long a text, ' * 4000


def template(**resources: dict[str, Any]) -> dict[str, Any]:
    """These resources, and the output of each under its name."""
    return {
        'heat_template_version': '2018-08-31',
        'resources': resources,
        'outputs': {
            name: {'value': {'get_attr': [name, 'output']}}
            for name in resources
        },
    }


def execution(
    world: World, given: dict[str, Any], **properties: Any
) -> dict[str, Any]:
    """A run of the step.

    :param given: its input.
    """
    return {
        'type': 'OS::Mistral::Execution',
        'properties': {'workflow': world.step, 'input': given, **properties},
    }


def thing(
    world: World, given: dict[str, Any], *more: str, **properties: Any
) -> dict[str, Any]:
    """A thing that the step makes and changes.

    :param more: other actions that it does.
    """
    return {
        'type': 'OS::Mistral::ExternalResource',
        'properties': {
            'actions': {
                action: {'workflow': world.step}
                for action in ('CREATE', 'UPDATE', *more)
            },
            'input': given,
            **properties,
        },
    }


def finished(world: World, number: int, keep: bool = False) -> dict[str, Any]:
    """Runs that end by themselves.

    :param number: each asks for other runs.
    :param keep: changes resources, and none of what they run.
    """
    long_text = f'{LONG_TEXT}{number}'
    kept = {'keep': 9} if keep else {}
    return template(
        run=execution(
            world,
            world.given(f'finished.run {number}', text=long_text),
            actions={
                'CREATE': {},
                'DELETE': {'input': world.given('finished.run DELETE')},
            },
            **kept,
        ),
        told=execution(
            world, world.given(f'finished.told {number}'), notify=True, **kept
        ),
        once=execution(
            world,
            world.given(f'finished.once {number}'),
            run_on_update='never',
            **kept,
        ),
        thing=thing(
            world,
            world.given(f'finished.thing {number}', text=long_text),
            'DELETE',
            keep_executions=keep,
        ),
    )


def make_finished(world: World) -> Stack:
    stack = world.start('finished', finished(world, 1)).wait('CREATE')
    return stack.update(finished(world, 2))


def make_going(world: World) -> Stack:
    """All its runs go on, while it is created."""
    theirs = world.mistral.executions.create(
        world.step_id, workflow_input=world.given('going.theirs', wait=True)
    )
    stack = world.start(
        'going',
        template(
            run=execution(world, world.given('going.run', wait=True)),
            told=execution(
                world, world.given('going.told', wait=True), notify=True
            ),
            theirs={
                'type': 'OS::Mistral::Execution',
                'external_id': theirs.id,
            },
            thing=thing(world, world.given('going.thing', wait=True)),
        ),
    )
    waited_for(world, stack, 'run', 'told', 'theirs', 'thing')
    return stack


def waited_for(world: World, stack: Stack, *names: str) -> None:
    """Until Heat has seen that these runs go on."""
    for name in names:
        of = f'{stack.name[len(world.prefix) + 1 :]}.{name}'
        run = world.waiting(of)
        eventually(
            functools.partial(_is_waited_for, stack, name, run.id),
            f'the wait for {of}',
            PATIENCE,
        )


def _is_waited_for(stack: Stack, name: str, run_id: str) -> bool:
    found = stack.heat.resources.get(stack.id, name)
    return run_id in (found.resource_status_reason or '')


def taken_up(world: World, stack: Stack, *names: str) -> None:
    """Until another engine has seen so, too."""
    for name in names:
        eventually(
            functools.partial(_is_missed, stack, name),
            'another engine',
            PATIENCE,
        )
    waited_for(world, stack, *names)


def _is_missed(stack: Stack, name: str) -> bool:
    return any(
        text.startswith('Worker went down') for text in stack.events(name)
    )


def changing(world: World, more: str = '', **given: Any) -> dict[str, Any]:
    """Two runs.

    :param more: tells the runs that this asks for from others.
    """
    return template(
        run=execution(world, world.given(f'changing.run{more}', **given)),
        thing=thing(world, world.given(f'changing.thing{more}', **given)),
    )


def make_changing(world: World) -> Stack:
    """Its second runs go on, while it is updated."""
    stack = world.start('changing', changing(world, ' before'))
    stack.wait('CREATE')
    stack.heat.stacks.update(
        stack.id, template=changing(world, wait=True), files={}
    )
    waited_for(world, stack, 'run', 'thing')
    return stack


def make_leaving(world: World) -> Stack:
    """Its last run goes on, while it is deleted."""
    stack = world.start(
        'leaving',
        template(
            run=execution(
                world,
                world.given('leaving'),
                actions={
                    'CREATE': {},
                    'DELETE': {'input': world.given('leaving.run', wait=True)},
                },
            )
        ),
    ).wait('CREATE')
    stack.heat.stacks.delete(stack.id)
    waited_for(world, stack, 'run')
    return stack
