"""How time grows with a text, whatever the text looks like.

A shape gives a text of any length: a start, a part again and again, something
in between, another part as often, an end. Parts may have their number in
them, so that all names of a text differ; two kinds of parts show what walks
through one of them for each of the other. A text of twice the length may take
twice the time. What grows with the square takes four times as long, and from
there on sixteen times for four times the length, which is what counts here.

Times are those of the process on the processor. Something else on the machine
may make any of them long, but not each time: a text is fast if it is fast
once.
"""

import contextlib
import dataclasses
import gc
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from hypothesis import strategies as st

#: Stands for the number of a part.
NUMBER = '№'
SHORTEST = 2048  # characters
#: For four times the length. A sort makes it somewhat more than four.
TOO_MUCH = 9.0
#: Seconds; what takes less tells nothing.
NOISE = 0.04
#: Seconds for one text, whatever its length.
TOO_LONG = 15.0
TRIES = 4
_LONGEST = 1000  # characters of a text that are told


Grammar = tuple[str, tuple[str, ...], str, tuple[str, ...]]


@dataclasses.dataclass(frozen=True)
class Target:
    """Something that is given a text of somebody else's.

    :ivar call: what looks at the text.
    :ivar refusals: what it may raise.
    :ivar fragments: what its grammar is made of.
    :ivar starts: what comes before that, so that it is looked at at all.
    :ivar grammars: what is read to its end: a start, lines that may follow it
        in any number, something in between, other lines that may follow.
    :ivar longest: characters that it may be given.
    """

    call: Callable[[str], Any]
    refusals: tuple[type[Exception], ...]
    fragments: tuple[str, ...]
    starts: tuple[str, ...] = ('',)
    grammars: tuple['Grammar', ...] = ()
    longest: int = 256 * 1024

    @property
    def name(self) -> str:
        return self.call.__name__


@dataclasses.dataclass(frozen=True)
class Shape:
    """Texts of one kind and any length."""

    start: str
    part: str
    middle: str
    other: str
    end: str

    def text(self, size: int) -> str:
        """A text of so many characters, or a few more.

        :raises ValueError: if all of its parts are empty.
        """
        room = size // 2 if self.other else size
        parts = [self.start, *_parts(self.part, room), self.middle]
        parts += [*_parts(self.other, room), self.end]
        return ''.join(parts)


def _parts(part: str, size: int) -> Iterator[str]:
    if not part:
        return
    number = made = 0
    while made < size:
        text = part.replace(NUMBER, str(number))
        yield text
        number += 1
        made += len(text)


def shapes(target: Target) -> st.SearchStrategy[Shape]:
    """Texts of the fragments that a target's grammar is made of."""
    kinds = [
        _shapes(target.starts, (NUMBER, *target.fragments)),
        *(_of_grammar(grammar) for grammar in target.grammars),
    ]
    # Of what is thrown together next to nothing is read to its end.
    return st.one_of(kinds) if len(kinds) > 1 else kinds[0]


def _shapes(
    starts: Collection[str], fragments: Collection[str]
) -> st.SearchStrategy[Shape]:
    each = st.sampled_from(tuple(fragments))
    few = st.just('') | st.lists(each, max_size=4).map(''.join)
    return st.builds(
        Shape,
        start=st.builds(str.__add__, st.sampled_from(tuple(starts)), few),
        part=st.lists(each, min_size=1, max_size=4).map(''.join),
        middle=few,
        other=few,
        end=few,
    )


def _of_grammar(grammar: Grammar) -> st.SearchStrategy[Shape]:
    start, lines, middle, others = grammar
    return st.builds(
        Shape,
        start=st.just(start),
        part=_lines(lines, 1),
        middle=st.just(middle),
        other=_lines(others, 0) if others else st.just(''),
        end=st.just(''),
    )


def _lines(lines: Collection[str], fewest: int) -> st.SearchStrategy[str]:
    each = st.sampled_from(tuple(lines))
    return st.lists(each, min_size=fewest, max_size=3, unique=True).map(
        ''.join
    )


class Misbehaved(AssertionError):
    """It raised what it may not, or takes longer than a longer text may."""


def check(target: Target, shape: Shape) -> None:
    """Give the target longer and longer texts of this shape.

    :raises Misbehaved: the shape, and what it did.
    """
    with _no_collection():
        took = {}
        size = SHORTEST
        while size <= target.longest:
            took[size] = _seconds(target, shape, size)
            if took[size] > TOO_LONG:
                raise Misbehaved(f'{took[size]:.1f} s for {size} of {shape!r}')
            if took[size] > NOISE:
                _compare(target, shape, size, took)
            size *= 2


def _compare(
    target: Target, shape: Shape, size: int, took: dict[int, float]
) -> None:
    """With a quarter of the text, and where that is odd, with an eighth too.

    What has a way of its own for long texts is slower from there on: that is
    a step, and no growth.
    """
    for long, short in ((size, size // 4), (size // 2, size // 8)):
        if short not in took:
            return
        for _try in range(TRIES):
            if took[long] < TOO_MUCH * took[short] + NOISE / 2:
                return
            # The shortest counts of the long ones, the longest of the short.
            took[long] = min(took[long], _seconds(target, shape, long))
            took[short] = max(took[short], _seconds(target, shape, short))
    told = {each: round(seconds, 3) for each, seconds in took.items()}
    raise Misbehaved(f'seconds by size: {told} of {shape!r}')


def call(target: Target, text: str) -> None:
    """Give the target a text.

    :raises Misbehaved: if it raises what it may not.
    """
    try:
        target.call(text)
    except target.refusals:
        pass
    except Exception as ex:
        told = f'{type(ex).__name__}: {ex}'
        raise Misbehaved(
            f'{told[:_LONGEST]} of {len(text)} characters: {text[:_LONGEST]!r}'
        ) from ex


def _seconds(target: Target, shape: Shape, size: int) -> float:
    text = shape.text(size)
    begun = time.process_time()
    call(target, text)
    return time.process_time() - begun


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """It looks through all there is, now and then."""
    was = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
