"""So many workflows in one definition: create, update one, delete."""

import collections
import dataclasses
import itertools

from benchmarks import harness, results, templates
from benchmarks.templates import BARE, IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Workflows in one definition'
TEXT = """\
A definition of so many workflows of one task each: a stack of ours is made,
updated in one workflow and deleted, and so are the same texts by bare requests
to Mistral (one POST, one PUT, as many DELETEs). A resource of the in-tree
plugin has one workflow: it needs a stack of as many resources.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is measured: (workflows, rounds); all but the in-tree plugin.

    :ivar in_tree: up to how many workflows the in-tree plugin takes part.
    """

    rounds: tuple[tuple[int, int], ...]
    in_tree: int


SIZES = {
    'small': Sizes(((1, 3), (100, 1)), 1),
    'full': Sizes(((1, 9), (10, 7), (100, 5), (1_000, 2)), 100),
}
STEPS = CREATE, UPDATE, DELETE = ('create', 'update one', 'delete')
# Beside the deletion of ours, in its chart.
CREATED = 'ours, create'
RATIOS = {
    CREATE: [
        results.Ratio(
            'ours / bare', (OURS,), (BARE,), '≤ 1.10 with 100 and more'
        )
    ],
    UPDATE: [results.Ratio('ours / bare', (OURS,), (BARE,))],
    DELETE: [
        results.Ratio('ours / bare', (OURS,), (BARE,)),
        results.Ratio(
            'delete / create', (OURS,), (CREATED,), '≤ 0.1 with 100 and more'
        ),
    ],
}


def measure(world: World, sizes: Sizes) -> results.Result:
    charts = {
        step: results.Chart(
            step.capitalize(), 'workflows', ratios=RATIOS[step]
        )
        for step in STEPS
    }
    numbers = itertools.count()
    for count, rounds in sizes.rounds:
        samples: dict[str, dict[str, list[float]]]
        samples = {step: collections.defaultdict(list) for step in STEPS}

        def life(candidate, count=count, samples=samples):
            times = LIVES[candidate](world, count, next(numbers))
            for step, seconds in zip(STEPS, times, strict=True):
                samples[step][candidate].append(seconds)
            return times[0]

        candidates = [BARE, OURS]
        if count <= sizes.in_tree:
            candidates.append(IN_TREE)
        with world.step(f'{count} workflows'):
            harness.alternate(
                rounds, {c: lambda c=c: life(c) for c in candidates}
            )
        samples[DELETE][CREATED] = samples[CREATE][OURS]
        for step in STEPS:
            charts[step].points.append(
                results.Point(count, dict(samples[step]))
            )
    return results.Result('workflows', TITLE, TEXT, list(charts.values()))


def definition(count: int, prefix: str, said: str = 'a') -> str:
    """A text of so many workflows.

    :param said: which of its inputs the first one says.
    """
    return "version: '2.0'\n" + ''.join(
        f'{prefix}{number}:\n'
        f'  input: [a, b: 1]\n'
        f'  tasks:\n'
        f'    one:\n'
        f'      action: std.echo output=<% $.{"a" if number else said} %>\n'
        for number in range(count)
    )


CHANGED = 'b'


def _bare(world: World, count: int, number: int) -> tuple[float, ...]:
    prefix = f'bare{number}.'
    made: list = []
    create = harness.timed(
        lambda: made.extend(
            world.mistral.workflows.create(definition(count, prefix))
        )
    )
    first = next(row for row in made if row.name == f'{prefix}0')
    update = harness.timed(
        lambda: world.mistral.workflows.update(
            definition(1, prefix, CHANGED), id=first.id
        )
    )

    def delete():
        for row in made:
            world.mistral.workflows.delete(row.id)

    return create, update, harness.timed(delete)


def _ours(world: World, count: int, number: int) -> tuple[float, ...]:
    return _stack(
        world,
        f'ours{number}',
        templates.defined(definition(count, 'w')),
        templates.defined(definition(count, 'w', CHANGED)),
    )


def _in_tree(world: World, count: int, number: int) -> tuple[float, ...]:
    def template(output):
        resources = {
            f'w{n}': templates.workflow(IN_TREE) for n in range(count)
        }
        task = {'name': 't', 'action': 'std.echo', 'input': {'output': output}}
        resources['w0']['properties']['tasks'] = [task]
        return templates.of(resources)

    return _stack(
        world, f'in-tree{number}', template('before'), template('after')
    )


def _stack(world, name, before, after) -> tuple[float, ...]:
    made: list[str] = []
    create = harness.timed(lambda: made.append(world.create(name, before)))
    update = harness.timed(lambda: world.update(made[0], after))
    return create, update, harness.timed(lambda: world.delete(made[0]))


LIVES = {BARE: _bare, OURS: _ours, IN_TREE: _in_tree}
