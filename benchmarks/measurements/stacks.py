"""Many stacks at once."""

import collections
import dataclasses
import itertools

from benchmarks import harness, results, templates
from benchmarks.templates import IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Many stacks at once'
TEXT = """\
So many stacks of ten resources, five workflows and a cron trigger for each,
are made at once, and then deleted at once; of ours and of the in-tree plugin.
"Accepted" is until Heat has answered the last of the requests.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    stacks: int
    rounds: int


SIZES = {'small': Sizes(5, 1), 'full': Sizes(50, 2)}
STEPS = ('accepted', 'create', 'delete')
WORKFLOWS = 5


def measure(world: World, sizes: Sizes) -> results.Result:
    numbers = itertools.count()
    charts = {
        step: results.Chart(
            step.capitalize(),
            'stacks',
            ratios=[results.Ratio('ours / in-tree', (OURS,), (IN_TREE,))],
        )
        for step in STEPS
    }
    samples = {step: collections.defaultdict(list) for step in STEPS}
    failed = collections.Counter()

    def life(candidate):
        times = _life(world, candidate, sizes.stacks, next(numbers), failed)
        for step, seconds in zip(STEPS, times, strict=True):
            samples[step][candidate].append(seconds)
        return 0.0

    with world.step(f'{sizes.stacks} stacks'):
        harness.alternate(
            sizes.rounds, {c: lambda c=c: life(c) for c in (OURS, IN_TREE)}
        )
    for step in STEPS:
        charts[step].points.append(
            results.Point(sizes.stacks, dict(samples[step]))
        )
    notes = [f'{count} × {what}' for what, count in failed.items()]
    return results.Result(
        'stacks', TITLE, TEXT, list(charts.values()), notes=notes
    )


def _life(world, candidate, count, number, failed) -> tuple[float, ...]:
    template = templates.of(
        {f'w{n}': templates.workflow(candidate) for n in range(WORKFLOWS)}
        | {
            f't{n}': templates.trigger(candidate, f'w{n}')
            for n in range(WORKFLOWS)
        }
    )
    made: list[str] = []

    def settled(stack, wanted):
        try:
            world.await_stack(stack, wanted)
        except RuntimeError as ex:
            failed[f'{candidate}: {str(ex)[:150]}'] += 1

    def begin():
        made.extend(
            harness.all_at_once(
                lambda n=n: world.begin(
                    f'at-once-{candidate}-{number}-{n}', template
                )
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
