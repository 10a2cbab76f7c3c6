"""When a cron trigger fires: pattern and first time.

Pure: knows neither Heat nor the client. Mistral reads patterns with croniter,
so this does.
"""

import contextlib
import datetime
import re

import croniter

#: As Mistral's API takes it, in UTC.
TIME_FORMAT = '%Y-%m-%d %H:%M'
# Mistral refuses a first time less than a minute ahead.
_AHEAD = datetime.timedelta(seconds=60)
#: Mistral picks a trigger up to 2 s before its time, and takes a moment to
#: start what it runs.
CLOSE = datetime.timedelta(seconds=3)
# Any date will do, as long as it is the same at every validation.
_FIXED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001


#: Characters, as many as Mistral's column holds. croniter takes a second for
#: a million of them.
MAX_PATTERN = 100
# croniter raises these, of its own and of Python's.
_NO_PATTERN = (ValueError, KeyError, AttributeError, TypeError)
# No-break spaces and the like separate nothing.
_FIELD = re.compile(r'\S+', re.ASCII)
# The fields in their order, and what each takes.
_TAKE = (
    ('minute', '0 to 59'),
    ('hour', '0 to 23'),
    ('day', '1 to 31, L for the last one'),
    ('month', '1 to 12 or jan to dec'),
    ('weekday', '0 to 7 (both are Sunday) or sun to sat'),
    ('second', '0 to 59'),
    ('year', '1970 to 2099'),
)
_WORDS = ('@hourly', '@daily', '@weekly', '@monthly', '@yearly')


class ScheduleError(Exception):
    """The message says what is wrong and what is accepted."""


def check_pattern(pattern: str) -> None:
    """Tell whether a pattern ever comes due.

    :param pattern: five fields, six with seconds last, or "@hourly" and the
        like.
    :raises ScheduleError: if not, or if that is a matter of chance.
    """
    _check_length(pattern)
    # croniter draws such a field anew at each evaluation, and Mistral
    # evaluates after each run: "R 3 * * *" runs about twice a day.
    if any(field[0] in 'rR' for field in pattern.split()):
        raise ScheduleError(
            f'{pattern!r} has a random field (R), which is drawn anew after '
            f'each run; give a number'
        )
    _next(pattern, _FIXED)


def next_tick(pattern: str, now: datetime.datetime) -> datetime.datetime:
    """The next time after ``now`` (UTC) at which the pattern is due.

    :raises ScheduleError: if there is none.
    """
    return _next(pattern, now)


def close_tick(
    pattern: str | None, due: datetime.datetime | None, now: datetime.datetime
) -> datetime.datetime | None:
    """The tick that is less than CLOSE away, in whichever direction.

    :param due: when Mistral says that the trigger runs next. It says the
        tick after as soon as it has picked one, which may be to come yet.
    """
    ticks = [] if due is None else [due]
    if pattern:
        with contextlib.suppress(ScheduleError):
            ticks.append(_next(pattern, now - CLOSE))
    return next((tick for tick in ticks if abs(tick - now) < CLOSE), None)


def check_first_time(first_time: str) -> None:
    """Tell whether Mistral can read this time.

    :raises ScheduleError: if not.
    """
    try:
        datetime.datetime.strptime(first_time, TIME_FORMAT)  # noqa: DTZ007
    except ValueError as ex:
        raise ScheduleError(
            f'{first_time!r:.100} is no time of the form YYYY-MM-DD HH:MM (UTC)'
        ) from ex


def first_time_to_send(
    first_time: str | None, now: datetime.datetime
) -> str | None:
    """The first time, if it is far enough ahead for Mistral to take it.

    :param now: in UTC.
    """
    if first_time is None:
        return None
    first = datetime.datetime.strptime(  # noqa: DTZ007
        first_time, TIME_FORMAT
    )
    return first_time if first - now > _AHEAD else None


def _check_length(pattern: str) -> None:
    if len(pattern) > MAX_PATTERN:
        raise ScheduleError(
            f'the pattern has {len(pattern)} characters; at most '
            f'{MAX_PATTERN} are accepted'
        )


def _next(pattern: str, start: datetime.datetime) -> datetime.datetime:
    _check_length(pattern)
    try:
        due: datetime.datetime = croniter.croniter(pattern, start).get_next(
            datetime.datetime
        )
        return due
    except croniter.CroniterBadDateError as ex:
        raise ScheduleError(f'the pattern {pattern!r} never comes due') from ex
    except _NO_PATTERN as ex:
        raise ScheduleError(
            f'{pattern!r} is no cron pattern: {_wrong(pattern)}; give five '
            f'fields (minute hour day month weekday), or six with the '
            f'seconds last'
        ) from ex


def _wrong(pattern: str) -> str:
    """What is wrong with what croniter refuses.

    Its own words name no field, and may be a traceback.
    """
    fields = _FIELD.findall(pattern)
    if pattern.startswith('@'):
        return f'the words are {", ".join(_WORDS)}'
    if not 5 <= len(fields) <= len(_TAKE):
        return f'it has {len(fields)} field{"s" * (len(fields) != 1)}'
    for at, (name, takes) in enumerate(_TAKE[: len(fields)]):
        alone = ['*'] * len(fields)
        alone[at] = fields[at]
        try:
            croniter.croniter.expand(' '.join(alone))
        except _NO_PATTERN:
            return (
                f'{fields[at]!r} cannot be its {name}, which takes {takes}, '
                f'lists (1,3), ranges (1-3) and steps (*/2)'
            )
    return 'its fields do not go together'
