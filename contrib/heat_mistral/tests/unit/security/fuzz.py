"""Looks for texts that core/ is slow with, or fails at, for as long as told.

    python -m heat_mistral.tests.unit.security.fuzz --minutes 60

Each finding is printed once, with the shape of the text; ``growth.check`` with
that shape shows it again. Ends with status 1 if there is any.
"""

import argparse
import collections
import contextlib
import random
import sys
import time

import hypothesis
from hypothesis import strategies as st

from heat_mistral.tests.unit.security import growth, targets

_EXAMPLES = 5  # of a target, before the next one's turn
_MOST_OF_A_KIND = 3


class Fuzz:
    """One hunt."""

    def __init__(self, chosen: list[growth.Target], seed: int) -> None:
        self._chosen = chosen
        self._seeds = random.Random(seed)
        self.tried: collections.Counter[str] = collections.Counter()
        self.found: dict[str, list[str]] = {}

    def run(self, minutes: float) -> None:
        ends = time.monotonic() + 60 * minutes
        while time.monotonic() < ends:
            for target in self._chosen:
                self._some(target, ends)
                if time.monotonic() > ends:
                    break

    def _some(self, target: growth.Target, ends: float) -> None:
        """Some examples, for each of which all that is found is kept."""

        @hypothesis.seed(self._seeds.getrandbits(64))
        @hypothesis.settings(
            max_examples=_EXAMPLES,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(shape=growth.shapes(target), text=texts(target))
        def example(shape: growth.Shape, text: str) -> None:
            if time.monotonic() > ends:
                return
            self.tried[target.name] += 1
            with self._kept(target.name):
                growth.call(target, text)
            with self._kept(target.name):
                growth.check(target, shape)

        example()

    @contextlib.contextmanager
    def _kept(self, name):
        try:
            yield
        except growth.Misbehaved as ex:
            found = self.found.setdefault(name, [])
            if len(found) < _MOST_OF_A_KIND:
                found.append(str(ex))
                print(f'{name}: {str(ex)[:3000]}', flush=True)


def texts(target: growth.Target) -> st.SearchStrategy[str]:
    """Texts without any order."""
    fragments = st.sampled_from((growth.NUMBER, *target.fragments))
    mixed = st.lists(fragments, max_size=60).map(''.join)
    return st.builds(str.__add__, st.sampled_from(target.starts), mixed)


def main(arguments: list[str] | None = None) -> int:
    by_name = {target.name: target for target in targets.TARGETS}
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--minutes', type=float, default=1)
    parser.add_argument('--seed', type=int, default=None)
    parser.add_argument('--only', nargs='+', choices=by_name, default=by_name)
    options = parser.parse_args(arguments)
    seed = random.randrange(2**32) if options.seed is None else options.seed
    print(f'seed {seed}', flush=True)
    hunt = Fuzz([by_name[name] for name in options.only], seed)
    hunt.run(options.minutes)
    print(f'tried: {dict(hunt.tried)}')
    print(f'found: { {name: len(each) for name, each in hunt.found.items()} }')
    return int(bool(hunt.found))


if __name__ == '__main__':
    sys.exit(main())
