"""What Heat asks Mistral and Keystone for, counted."""

import contextlib
import dataclasses
from collections.abc import Callable

from benchmarks import counting, results, templates
from benchmarks.measurements import workflows
from benchmarks.templates import EMPTY, EXECUTIONS, IN_TREE, OURS
from benchmarks.world import World

TITLE = 'Requests'
TEXT = """\
What Heat asks Mistral and Keystone for, counted by a proxy between them: for
one signal after others, for the attribute ``executions``, and in the life of a
stack. The checks of tokens by Heat's API are among them. "Empty" is what Heat
itself needs.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    """How much is counted.

    :ivar signals: over which the requests of one are told.
    """

    signals: int
    workflows: int


SIZES = {'small': Sizes(20, 10), 'full': Sizes(100, 100)}


SERVICES = ('mistral', 'keystone')


class Counters:
    """A proxy before each of the two services."""

    def __init__(self, urls: dict[str, str]) -> None:
        self._proxies = {name: counting.Proxy(urls[name]) for name in SERVICES}

    @contextlib.contextmanager
    def running(self):
        with contextlib.ExitStack() as stack:
            yield {
                name: stack.enter_context(proxy.running())
                for name, proxy in self._proxies.items()
            }

    def during(self, call: Callable[[], object]) -> dict[str, dict[str, int]]:
        """How often each kind of request was made meanwhile, by service."""
        self._taken()
        call()
        return self._taken()

    def _taken(self) -> dict[str, dict[str, int]]:
        return {name: each.taken() for name, each in self._proxies.items()}


def _in_words(counts: dict[str, int], times: int) -> str:
    told = [
        f'{count / times:.3g} × {kind}'
        for kind, count in sorted(counts.items())
    ]
    return '; '.join(told) or 'none'


def measure(world: World, sizes: Sizes) -> results.Result:
    counters = Counters(world.sandbox.urls)
    listing = results.Listing(
        'Requests of Heat', ['for', 'of', *(name.title() for name in SERVICES)]
    )

    def tell(what, candidate, call, times=1):
        counts = counters.during(call)
        listing.rows.append(
            [what, candidate]
            + [_in_words(counts[name], times) for name in SERVICES]
        )

    with counters.running() as urls, _through(world, urls) as through:
        with world.step('signals'):
            for candidate in (EMPTY, OURS, IN_TREE):
                _signals(through, candidate, sizes.signals, tell)
        with world.step('a life'):
            _life(through, sizes.workflows, tell)
    return results.Result('requests', TITLE, TEXT, listings=[listing])


@contextlib.contextmanager
def _through(world: World, urls: dict[str, str]):
    """The world, with Heat asking the proxies."""
    keystone = urls['keystone']
    with (
        world.sandbox.heat_with(
            clients_keystone={'auth_uri': keystone},
            keystone_authtoken={'auth_url': keystone},
            trustee={'auth_url': keystone},
            ec2authtoken={'endpoint_override': keystone},
        ),
        world.sandbox.region('Counted', **urls) as heat,
    ):
        through = World(world.sandbox, world)
        through.heat = heat
        yield through


def _signals(world: World, candidate: str, count: int, tell) -> None:
    template = templates.signalled(candidate)
    with world.stack(f'requests-{candidate}', template) as stack:
        sender = world.alarm(stack)

        def send(posts):
            refused = sender.wave(posts, 1).refused
            if refused:
                raise RuntimeError(f'{candidate}: {dict(refused)}')
            world.settle()

        tell('the first signal', candidate, lambda: send(1))
        tell('a signal', candidate, lambda: send(count), count)
        tell('executions', candidate, lambda: world.output(stack, EXECUTIONS))


def _life(world: World, count: int, tell) -> None:
    before, after = (
        templates.defined(workflows.definition(count, 'w', said))
        for said in ('a', workflows.CHANGED)
    )
    made: list[str] = []
    for what, call in (
        (
            f'create, {count} workflows',
            lambda: made.append(world.create('requests', before)),
        ),
        ('update one of them', lambda: world.update(made[0], after)),
        ('delete', lambda: world.delete(made[0])),
    ):
        tell(what, OURS, call)
