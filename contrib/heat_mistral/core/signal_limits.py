"""The runs of a group, and a limit -> whether a signal starts another run.

Pure. A run of number N is started only by who has seen all runs before it:
the run N-1 would not be there otherwise. So the runs that it sees as
unfinished are all there can be, however old what it sees is by then.
"""

import dataclasses
import datetime
from collections.abc import Iterable

from oslo_utils import timeutils

from heat_mistral.core.execution import signal_mark, states

# created_at has whole seconds, cut or rounded as the database likes.
_BLUR = 1
# Characters of "2026-01-01 00:00:00.000000+00:00", and some.
_LONGEST_TIME = 40
_CANNOT_JOIN = '; this signal cannot join it, since '


class UnknownStart(Exception):
    """It cannot be told whether a cooldown is over; the message says why."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a resource sets to its signals.

    :ivar running: at most so many unfinished runs of a group; None for any
        number.
    :ivar cooldown: seconds after the start of a run in which no other one of
        the group starts; 0 for none.
    :ivar per: keys of the body that make the groups.
    :ivar joins: whether a signal beyond the limits is served by a run there
        is; it is refused otherwise.
    """

    running: int | None = None
    cooldown: int = 0
    per: tuple[str, ...] = ()
    joins: bool = False


@dataclasses.dataclass(frozen=True)
class GroupRun:
    """A run of a group, as Mistral shows it.

    :ivar started: in UTC, by Mistral's clock; None if it does not say.
    :ivar mark: of the signal that has started it; None if somebody else's
        execution has this id.
    """

    id: str
    number: int
    state: str
    started: datetime.datetime | None
    mark: signal_mark.SignalMark | None

    @property
    def is_unfinished(self) -> bool:
        return self.state not in states.FINISHED


@dataclasses.dataclass(frozen=True)
class Start:
    """The signal may start the run of this number."""

    number: int


@dataclasses.dataclass(frozen=True)
class Served:
    """A run serves the signal.

    :ivar joined: it is another signal's.
    """

    run: GroupRun
    joined: bool = False


@dataclasses.dataclass(frozen=True)
class Exceeded:
    """Nothing is started, for the reason in ``why``."""

    run: GroupRun
    why: str


def seen(
    identifier: str,
    state: str,
    created_at: object,
    signal: signal_mark.SignalMark | None,
    number: int = 0,
) -> GroupRun:
    """A run as Mistral's API has it.

    :param signal: its mark.
    :param number: of the run, if its mark does not tell.
    """
    return GroupRun(
        identifier,
        (signal.number if signal is not None else 0) or number,
        state,
        _time(created_at),
        signal,
    )


def decide(
    limits: Limits,
    runs: Iterable[GroupRun],
    signal: signal_mark.SignalMark,
    now: datetime.datetime,
) -> Start | Served | Exceeded:
    """Tell what becomes of a signal.

    :param runs: of its group: all that are unfinished, and the newest.
    :param signal: what it asks for, and its nonce.
    :param now: in UTC.
    :raises UnknownStart: if a run's start cannot be read, and matters.
    """
    newest_first = sorted(runs, key=lambda run: run.number, reverse=True)
    for run in newest_first:
        if run.mark is not None and run.mark.nonce == signal.nonce:
            return served_before(run, signal)
    unfinished = [run for run in newest_first if run.is_unfinished]
    if limits.running is not None and len(unfinished) >= limits.running:
        return _beyond_running(limits, unfinished, signal)
    cooling = [run for run in newest_first if _cools_until(limits, run) > now]
    if cooling:
        return _beyond_cooldown(limits, cooling[0], signal)
    return Start(newest_first[0].number + 1 if newest_first else 1)


def taken(identifier: str) -> str:
    """What is told of an id that is somebody else's: nothing of theirs."""
    return (
        f'id {identifier} is taken by an execution that no signal of this id '
        f'to this resource has started; choose a new one, as uuidgen does'
    )


def served_before(
    run: GroupRun, signal: signal_mark.SignalMark
) -> Served | Exceeded:
    """What becomes of a signal whose nonce is that of a run."""
    if run.mark is not None and run.mark.asked == signal.asked:
        return Served(run)
    return Exceeded(
        run,
        f'the signal of this id has started execution {run.id}, with another '
        f'workflow, input or params; a new signal needs a new id',
    )


def _beyond_running(
    limits: Limits, unfinished: list[GroupRun], signal: signal_mark.SignalMark
) -> Served | Exceeded:
    first = unfinished[0]
    noun = 'run' if limits.running == 1 else 'runs'
    why = (
        f'execution {first.id} is {first.state}{_at("since", first)}, and '
        f'signal_limits allow {limits.running} unfinished {noun}'
    )
    if not limits.joins:
        return Exceeded(first, why)
    for run in unfinished:
        if _hinders(run, signal) is None:
            return Served(run, joined=True)
    return Exceeded(first, f'{why}{_CANNOT_JOIN}{_hinders(first, signal)}')


def _beyond_cooldown(
    limits: Limits, run: GroupRun, signal: signal_mark.SignalMark
) -> Served | Exceeded:
    until = _cools_until(limits, run).isoformat(' ', 'seconds')
    why = (
        f'execution {run.id} ({run.state}) was started{_at("at", run)}, and '
        f'signal_limits let no other start for {limits.cooldown} s, until '
        f'{until} UTC'
    )
    if not limits.joins:
        return Exceeded(run, why)
    if run.state in (states.ERROR, states.CANCELLED):
        return Exceeded(
            run, f'{why}; it serves no other signal, since it failed'
        )
    hindrance = _hinders(run, signal)
    if hindrance is not None:
        return Exceeded(run, f'{why}{_CANNOT_JOIN}{hindrance}')
    return Served(run, joined=True)


def _hinders(run: GroupRun, signal: signal_mark.SignalMark) -> str | None:
    """Why a run does not do what a signal asks for; None if it does."""
    if run.mark is None or run.mark.asked != signal.asked:
        return 'it asks for another workflow, input or params'
    if run.mark.settings != signal.settings:
        return (
            'the definition, input or params of the resource have changed '
            'since that run was started'
        )
    return None


def _cools_until(limits: Limits, run: GroupRun) -> datetime.datetime:
    if not limits.cooldown:
        return datetime.datetime.min
    if run.started is None:
        raise UnknownStart(
            f'Mistral gives execution {run.id} no created_at that can be '
            f'read, from which cooldown counts'
        )
    return run.started + datetime.timedelta(seconds=limits.cooldown + _BLUR)


def _at(preposition: str, run: GroupRun) -> str:
    if run.started is None:
        return ''
    return f' {preposition} {run.started.isoformat(" ", "seconds")} UTC'


def _time(text: object) -> datetime.datetime | None:
    if not isinstance(text, str) or len(text) > _LONGEST_TIME:
        return None
    try:
        found: datetime.datetime = timeutils.normalize_time(
            timeutils.parse_isotime(text)
        )
    except (ValueError, OverflowError):
        return None
    return found
