"""A stack with many cron triggers."""

import dataclasses
import itertools

from benchmarks import harness, results, templates
from benchmarks.templates import BARE, IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Cron triggers in one stack'
TEXT = """\
A stack of one workflow and so many cron triggers is made and deleted: of ours,
of the in-tree plugin, and the same by bare requests to Mistral, one after the
other.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    triggers: int
    rounds: int


SIZES = {'small': Sizes(10, 1), 'full': Sizes(100, 3)}


def measure(world: World, sizes: Sizes) -> results.Result:
    numbers = itertools.count()
    create = results.Chart(
        'Create',
        'triggers',
        ratios=[
            results.Ratio('ours / in-tree', (OURS,), (IN_TREE,)),
            results.Ratio('ours / bare', (OURS,), (BARE,)),
        ],
    )
    delete = results.Chart('Delete', 'triggers', ratios=create.ratios)
    deleted: dict[str, list[float]] = {}

    def life(candidate):
        begin, end = (
            _bare(world, sizes.triggers, next(numbers))
            if candidate == BARE
            else _stack(world, candidate, sizes.triggers, next(numbers))
        )
        deleted.setdefault(candidate, []).append(end)
        return begin

    with world.step(f'{sizes.triggers} triggers'):
        created = harness.alternate(
            sizes.rounds,
            {c: lambda c=c: life(c) for c in (BARE, OURS, IN_TREE)},
        )
    create.points.append(results.Point(sizes.triggers, created))
    delete.points.append(results.Point(sizes.triggers, deleted))
    return results.Result('triggers', TITLE, TEXT, [create, delete])


def _stack(world, candidate, count, number) -> tuple[float, float]:
    template = templates.of(
        {'w': templates.workflow(candidate)}
        | {f't{n}': templates.trigger(candidate, 'w') for n in range(count)}
    )
    made: list[str] = []
    begin = harness.timed(
        lambda: made.append(
            world.create(f'triggers-{candidate}-{number}', template)
        )
    )
    return begin, harness.timed(lambda: world.delete(made[0]))


def _bare(world, count, number) -> tuple[float, float]:
    mistral = world.mistral
    made: list = []

    def create():
        (workflow,) = mistral.workflows.create(templates.BARE_TEXT)
        made.append(workflow)
        made.extend(
            mistral.cron_triggers.create(
                f'bare-{number}-{n}', workflow.id, pattern=templates.PATTERN
            )
            for n in range(count)
        )

    def delete():
        for trigger in made[1:]:
            mistral.cron_triggers.delete(trigger.id)
        mistral.workflows.delete(made[0].id)

    return harness.timed(create), harness.timed(delete)
