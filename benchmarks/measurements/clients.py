"""Signals by so many clients at once."""

import collections
import contextlib
import dataclasses
from collections.abc import Iterator

from benchmarks import harness, results, templates
from benchmarks.templates import BARE, EMPTY, IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Signals by several clients'
TEXT = """\
POSTs by so many clients at once, each of which starts a workflow of one task
that does nothing: to the ``alarm_url`` of ours and of the in-tree plugin, and
bare ones to Mistral's ``/v2/executions``. "Empty" is a resource that does
nothing when it is signalled: what Heat itself needs. The in-tree plugin
answers before it has asked Mistral; all others when the run is there. Where
all cores are busy, ours can come to 1 / (1 / bare + 1 / empty) POSTs a second
and no more: a signal needs both, Heat's part and Mistral's.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is measured.

    :ivar posts: of a wave by one client; more clients send more.
    """

    clients: tuple[int, ...]
    rounds: int
    posts: int


SIZES = {
    'small': Sizes((1, 8), 3, 20),
    'full': Sizes((1, 2, 4, 8, 16, 32), 7, 40),
}
RATIOS = [
    results.Ratio('ours / (bare + empty)', (OURS,), (BARE, EMPTY), '≤ 1.10'),
    results.Ratio(
        'rate of ours / rate of bare',
        (BARE,),
        (OURS,),
        '≥ 0.80 with 8 clients; on the production profile ≥ 0.75',
    ),
    results.Ratio('rate of empty / rate of bare', (BARE,), (EMPTY,)),
]


@dataclasses.dataclass(frozen=True)
class Signalled:
    """What takes POSTs that each start a run.

    :ivar stack: its id; '' where there is none.
    """

    sender: harness.Sender
    stack: str = ''


@contextlib.contextmanager
def signalled(world: World) -> Iterator[dict[str, Signalled]]:
    """What each candidate POSTs to, by name, for the length of a with block."""
    (made,) = world.mistral.workflows.create(templates.BARE_TEXT)
    with contextlib.ExitStack() as stacks:
        stacks.callback(world.mistral.workflows.delete, made.id)
        found = {BARE: Signalled(world.bare(made.id))}
        for name in (EMPTY, OURS, IN_TREE):
            stack = stacks.enter_context(
                world.stack(f'signals-{name}', templates.signalled(name))
            )
            found[name] = Signalled(world.alarm(stack), stack)
        for each in found.values():
            each.sender.wave(3, 1)  # what is fetched once is there now
        yield found


def measure(world: World, sizes: Sizes) -> results.Result:
    chart = results.Chart(
        'POSTs a second', 'clients', ratios=RATIOS, is_rate=True
    )
    refused = collections.defaultdict(collections.Counter)

    def send(name, clients):
        wave = found[name].sender.wave(max(sizes.posts, 4 * clients), clients)
        refused[name] += wave.refused
        return wave.each

    with signalled(world) as found:
        for clients in sizes.clients:
            with world.step(f'{clients} clients'):
                samples = harness.alternate(
                    sizes.rounds,
                    {
                        name: lambda name=name, clients=clients: send(
                            name, clients
                        )
                        for name in found
                    },
                    world.settle,
                )
            chart.points.append(results.Point(clients, samples))
    return results.Result(
        'clients', TITLE, TEXT, [chart], notes=harness.notes_of(refused)
    )
