"""Signals after so many earlier ones, and the attribute that lists the runs."""

import collections
import dataclasses
from typing import Any

from benchmarks import harness, results
from benchmarks.measurements import clients
from benchmarks.templates import BARE, EMPTY, EXECUTIONS, IN_TREE, OURS
from benchmarks.world import World

TITLE = 'After many signals'
TEXT = """\
One client after so many earlier signals of the same resource: the next ones,
and the attribute ``executions``, as an output of the stack, beside the same
list of the 100 newest executions asked of Mistral itself. "Empty" is what Heat
needs for a signal, or an output, that asks nobody. Before each place of the
axis all candidates have had as many POSTs.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is measured.

    :ivar earlier: how many signals each candidate has had.
    :ivar in_tree: up to how many the in-tree plugin takes part. After a
        thousand it refuses all further ones, and the stack's deletion.
    """

    earlier: tuple[int, ...]
    rounds: int
    in_tree: int = 900


SIZES = {
    'small': Sizes((10, 200), 10),
    'full': Sizes((1, 10, 100, 1_000, 10_000), 31),
}
SIGNALS = [
    results.Ratio('ours / (bare + empty)', (OURS,), (BARE, EMPTY), '≤ 1.10')
]
LISTS = [
    results.Ratio('ours / (bare + empty)', (OURS,), (BARE, EMPTY), '≤ 1.2')
]
ROWS = 100  # listed_executions, by default


def measure(world: World, sizes: Sizes) -> results.Result:
    signals = results.Chart('A signal', 'earlier signals', ratios=SIGNALS)
    lists = results.Chart('executions', 'earlier signals', ratios=LISTS)
    memory = results.Listing(
        'Memory of the engines', ['earlier signals', 'engine', 'MiB']
    )
    refused = collections.defaultdict(collections.Counter)
    sent = collections.Counter()

    def send(name, posts=1, at_once=1):
        wave = found[name].sender.wave(posts, at_once)
        refused[name] += wave.refused
        sent[name] += posts
        return wave.each

    with clients.signalled(world) as found:
        for earlier in sizes.earlier:
            if earlier > sizes.in_tree:
                found.pop(IN_TREE, None)
            with world.step(f'{earlier} signals'):
                for name in found:
                    missing = earlier - sent[name]
                    if missing > 0:
                        send(name, missing, min(4, missing))
                world.settle()
            with world.step(f'after {earlier} signals'):
                samples = harness.alternate(
                    sizes.rounds,
                    {name: lambda name=name: send(name) for name in found},
                )
                signals.points.append(results.Point(earlier, samples))
                world.settle()
                samples = _lists(world, found, sizes.rounds)
                lists.points.append(results.Point(earlier, samples))
            memory.rows += [
                [f'{earlier:,}', name, f'{mib:.0f}']
                for name, mib in world.engine_memory().items()
            ]
    return results.Result(
        'history',
        TITLE,
        TEXT,
        [signals, lists],
        [memory],
        harness.notes_of(refused),
    )


def _lists(
    world: World, found: dict[str, clients.Signalled], rounds: int
) -> dict[str, list[float]]:
    shown = world.heat.resources.get(found[OURS].stack, 'w')
    query = {
        'workflow_name': f'in:{shown.physical_resource_id}',
        'include_output': True,
        'nulls': 'task_execution_id',
        'sort_keys': 'created_at',
        'sort_dirs': 'desc',
        'limit': ROWS,
    }

    def ask(name: str) -> Any:
        if name == BARE:
            return world.mistral.executions.list(**query)
        return world.output(found[name].stack, EXECUTIONS)

    return harness.alternate(
        rounds,
        {
            name: lambda name=name: harness.timed(lambda: ask(name))
            for name in found
        },
    )
