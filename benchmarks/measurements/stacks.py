"""Many stacks at once."""

import collections
import dataclasses
import itertools

from benchmarks import harness, results, templates
from benchmarks.templates import IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Many stacks at once'
TEXT = """\
So many stacks, of ten resources or of fifty, are made at once, and then
deleted at once; of ours and of the in-tree plugin. Half of the resources are
workflows, and a cron trigger for each. "Accepted" is until Heat has answered
the last of the requests.

Aimed at: five stacks of fifty resources are accepted in under a second each.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is measured.

    :ivar shapes: how many stacks at once, of how many resources.
    """

    shapes: tuple[tuple[int, int], ...]
    rounds: int


SIZES = {
    'small': Sizes(((5, 10), (5, 50)), 1),
    'full': Sizes(((5, 10), (5, 50), (50, 10)), 2),
}
STEPS = ('accepted', 'create', 'delete')


def measure(world: World, sizes: Sizes) -> results.Result:
    numbers = itertools.count()
    failed: collections.Counter[str] = collections.Counter()
    charts = []
    for stacks, resources in sizes.shapes:
        samples = {step: collections.defaultdict(list) for step in STEPS}

        def life(candidate, stacks=stacks, resources=resources, kept=samples):
            template = _template(candidate, resources // 2)
            name = f'at-once-{candidate}-{next(numbers)}'
            times = _life(world, name, template, stacks, failed)
            for step, seconds in zip(STEPS, times, strict=True):
                kept[step][candidate].append(seconds)
            return 0.0

        with world.step(f'{stacks} stacks of {resources} resources'):
            harness.alternate(
                sizes.rounds,
                {c: lambda c=c, life=life: life(c) for c in (OURS, IN_TREE)},
            )
        charts += [
            results.Chart(
                f'{step.capitalize()}, {resources} resources each',
                'stacks',
                [results.Point(stacks, dict(samples[step]))],
                [results.Ratio('ours / in-tree', (OURS,), (IN_TREE,))],
            )
            for step in STEPS
        ]
    notes = [f'{count} × {what}' for what, count in failed.items()]
    return results.Result('stacks', TITLE, TEXT, charts, notes=notes)


def _template(candidate, workflows):
    names = range(workflows)
    return templates.of(
        {f'w{n}': templates.workflow(candidate) for n in names}
        | {f't{n}': templates.trigger(candidate, f'w{n}') for n in names}
    )


def _life(world, name, template, count, failed) -> tuple[float, ...]:
    made: list[str] = []

    def settled(stack, wanted):
        try:
            world.await_stack(stack, wanted)
        except RuntimeError as ex:
            failed[f'{name}: {str(ex)[:150]}'] += 1

    def begin():
        made.extend(
            harness.all_at_once(
                lambda n=n: world.begin(f'{name}-{n}', template)
                for n in range(count)
            )
        )

    def end():
        harness.all_at_once(
            lambda stack=stack: world.heat.stacks.delete(stack)
            for stack in made
        )
        for stack in made:
            settled(stack, 'DELETE_COMPLETE')

    accepted = harness.timed(begin)
    waited = harness.timed(
        lambda: [settled(stack, 'CREATE_COMPLETE') for stack in made]
    )
    return accepted, accepted + waited, harness.timed(end)
