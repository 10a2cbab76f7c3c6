"""When cron triggers come due."""

import datetime
from collections.abc import Iterator

from heat_mistral.core import schedule
from heat_mistral.lint import model, template

CRON_TRIGGER = 'OS::Mistral::CronTrigger'
#: Below this Mistral may miss a time, or run it twice.
OFTEN = datetime.timedelta(seconds=10)
_TICKS = 5


def check(resource: template.Resource) -> Iterator[model.Finding]:
    """Patterns and times of a cron trigger."""
    if resource.type != CRON_TRIGGER:
        return
    first, pattern = (
        resource.property('first_time'),
        resource.property('pattern'),
    )
    if first is not None and first.is_text:
        try:
            schedule.check_first_time(first.value)
        except schedule.ScheduleError as ex:
            yield model.Finding('HM408', str(ex), first.place)
    if pattern is None or not pattern.is_text:
        return
    try:
        schedule.check_pattern(pattern.value)
        shortest = _shortest(pattern.value)
    except schedule.ScheduleError as ex:
        yield model.Finding('HM408', str(ex), pattern.place)
        return
    if shortest < OFTEN:
        yield model.Finding(
            'HM409',
            f'this comes due after {shortest.total_seconds():g} s again; the '
            f'sixth field is of seconds, and comes last',
            pattern.place,
        )


def _shortest(pattern: str) -> datetime.timedelta:
    now = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  # any will do
    ticks = [now]
    for _ in range(_TICKS):
        ticks.append(schedule.next_tick(pattern, ticks[-1]))
    return min(
        after - before
        for before, after in zip(ticks[1:], ticks[2:], strict=False)
    )
