"""Another stack while signals storm, or while Mistral hangs."""

import contextlib
import dataclasses
import itertools
import signal
import statistics
import threading
from collections.abc import Iterator

from benchmarks import harness, results
from benchmarks.measurements import clients
from benchmarks.templates import BARE, EMPTY, IN_TREE, OURS, of
from benchmarks.world import World

TITLE = 'Another stack meanwhile'
TEXT = """\
The creation of a stack that has nothing to do with Mistral (one RandomString):
by itself, while so many POSTs come at once to one resource, and while Mistral
hangs (its processes are stopped) with a POST each of so many clients before
it. The median of those that are made meanwhile, one after the other; the table
has the longest. The POSTs go to ours, to the in-tree plugin, to a resource
that does nothing when it is signalled, and bare to Mistral, which needs
nothing of Heat but the machine.
"""
#: How it is by itself.
ALONE = 'alone'
STACK = of({'r': {'type': 'OS::Heat::RandomString'}})
WANTED = '≤ 2'


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is measured.

    :ivar hanging: seconds for which Mistral hangs.
    """

    posts: int
    hanging_clients: int
    hanging: float
    rounds: int


SIZES = {'small': Sizes(60, 8, 10, 2), 'full': Sizes(300, 16, 60, 3)}


class _Others:
    """Stacks that are made one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = itertools.count()

    def one(self) -> float:
        """Seconds until one is there."""
        name = f'other-{next(self._numbers)}'
        made: list[str] = []
        took = harness.timed(
            lambda: made.append(self._world.create(name, STACK))
        )
        self._world.delete(*made)
        return took

    def until(self, ended: threading.Event) -> list[float]:
        """Seconds of each, from now until something has ended."""
        times = [self.one()]
        while not ended.is_set():
            times.append(self.one())
        return times


def measure(world: World, sizes: Sizes) -> results.Result:
    others = _Others(world)
    storm = _chart('While signals come at once', 'POSTs at once', False)
    hang = _chart('While Mistral hangs', 'clients', True)
    rows = results.Listing(
        'Each of these stacks',
        ['while', 'POSTs to', 'stacks', 'longest, s', 'answers'],
    )

    def during(what, name, sender, posts, at_once, hanging=0.0):
        wave = []
        ended = threading.Event()

        def send():
            try:
                wave.append(sender.wave(posts, at_once))
            finally:
                ended.set()

        with _hanging(world, hanging) as over:
            thread = threading.Thread(target=send)
            thread.start()
            times = others.until(over if hanging else ended)
        thread.join()
        rows.rows.append(
            [
                what,
                name,
                str(len(times)),
                f'{max(times):.2f}',
                ', '.join(
                    f'{count} × {told}'
                    for told, count in _answers(wave, posts).items()
                ),
            ]
        )
        return statistics.median(times)

    with clients.signalled(world) as found, world.step('another stack'):
        others.one()  # what is fetched once is there now
        senders = {name: each.sender for name, each in found.items()}
        samples = harness.alternate(
            sizes.rounds,
            {ALONE: others.one}
            | {
                name: lambda n=name, s=sender: during(
                    f'{sizes.posts} at once', n, s, sizes.posts, sizes.posts
                )
                for name, sender in senders.items()
            },
            world.settle,
        )
        storm.points.append(results.Point(sizes.posts, samples))
        samples = harness.alternate(
            sizes.rounds,
            {ALONE: others.one}
            | {
                name: lambda n=name, s=senders[name]: during(
                    'Mistral hangs',
                    n,
                    s,
                    sizes.hanging_clients,
                    sizes.hanging_clients,
                    sizes.hanging,
                )
                for name in (OURS, EMPTY)
            },
            world.settle,
        )
        hang.points.append(results.Point(sizes.hanging_clients, samples))
    return results.Result('overload', TITLE, TEXT, [storm, hang], [rows])


def _chart(title: str, x: str, hangs: bool) -> results.Chart:
    others = () if hangs else (IN_TREE, BARE)
    return results.Chart(
        title,
        x,
        ratios=[
            results.Ratio('ours / alone', (OURS,), (ALONE,), WANTED),
            results.Ratio('empty / alone', (EMPTY,), (ALONE,)),
            *(
                results.Ratio(f'{each} / alone', (each,), (ALONE,))
                for each in others
            ),
        ],
    )


def _answers(waves: list[harness.Wave], posts: int) -> dict[str, int]:
    """How many POSTs had which answer, those that were as wanted first."""
    if not waves:
        return {'none': posts}
    refused = waves[0].refused
    return {'accepted': posts - refused.total()} | dict(refused)


@contextlib.contextmanager
def _hanging(world: World, seconds: float) -> Iterator[threading.Event]:
    """Mistral's processes stopped, for so many seconds from now; 0: not.

    Gives what is set when that is over.
    """
    over = threading.Event()
    if not seconds:
        yield over
        return
    mistral = world.sandbox.service('mistral')

    def resume():
        mistral.signal(signal.SIGCONT)
        over.set()

    mistral.signal(signal.SIGSTOP)
    timer = threading.Timer(seconds, resume)
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        resume()
