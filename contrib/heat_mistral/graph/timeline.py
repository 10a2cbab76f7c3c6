"""The tasks of a run beside each other in time: a Gantt chart as SVG."""

# It writes XML here and reads none.
import datetime
import xml.etree.ElementTree as ET  # nosec B405
from collections.abc import Iterable, Sequence

from heat_mistral.graph import elements, model, style, texts

WIDTH = 920
#: Tasks of a chart, each in a row of its own.
MOST_ROWS = 200
_LEFT, _RIGHT = 210, 750  # of the bars
_ROW, _BAR, _LINE, _AXIS, _MARGIN = 24, 14, 16, 24, 12
_NAME, _FULL, _SIZE = 28, 2000, 11  # columns; size of the font
_TICKS = 6
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_STEPS_OF_DAYS = (10800, 21600, 43200, 86400)


def draw(run: model.Run, now: datetime.datetime) -> ET.Element:
    """The chart, for a document that has the style.

    :param now: where what goes on ends, in UTC and without a time zone.
    """
    rows = _rows(run.attempts)
    shown = rows[:MOST_ROWS]
    end = run.ends or now
    scale = _Scale(run.starts, max([end, *_ends(run.attempts)]))
    height = _AXIS + _MARGIN + sum(map(_height, shown))
    if len(rows) > len(shown):
        height += _LINE
    root = elements.picture(WIDTH, height)
    elements.sub(root, 'title').text = texts.clean(
        f'Timeline of {run.execution.workflow}'
    )
    _axis(root, scale, height)
    y = _AXIS
    for row in shown:
        _task(root, row, y, scale, end)
        y += _height(row)
    if len(rows) > len(shown):
        told = f'{len(rows) - len(shown)} more tasks are not shown'
        elements.text(root, 0, y + _LINE, told, 'quiet')
    return root


class _Scale:
    """From times to places."""

    def __init__(
        self, start: datetime.datetime, end: datetime.datetime
    ) -> None:
        self.start = start
        self.seconds = max((end - start).total_seconds(), 1.0)

    def place(self, seconds: float) -> float:
        part = min(max(seconds / self.seconds, 0.0), 1.0)
        return round(_LEFT + part * (_RIGHT - _LEFT), 1)

    def of(self, time: datetime.datetime) -> float:
        return self.place((time - self.start).total_seconds())

    def ticks(self) -> Iterable[float]:
        """Seconds, from the start, of a few round times."""
        step = next(
            (
                step
                for step in (*_STEPS, *_STEPS_OF_DAYS)
                if self.seconds / step <= _TICKS
            ),
            -(-self.seconds // (_TICKS * 86400)) * 86400,
        )
        return (
            number * step for number in range(int(self.seconds // step) + 1)
        )


def _rows(
    attempts: Sequence[model.Attempt],
) -> list[tuple[model.Attempt, ...]]:
    """The attempts by their tasks, in the order of the first of each."""
    found: dict[str, list[model.Attempt]] = {}
    for attempt in attempts:
        found.setdefault(attempt.task, []).append(attempt)
    return [tuple(row) for row in found.values()]


def _ends(attempts: Iterable[model.Attempt]) -> Iterable[datetime.datetime]:
    # Two machines' clocks may differ: a task may end after its workflow.
    return (
        time
        for attempt in attempts
        for time in (attempt.starts, attempt.ends)
        if time
    )


def _height(row: Sequence[model.Attempt]) -> int:
    return _ROW + (_LINE if row[-1].error else 0)


def _axis(root: ET.Element, scale: _Scale, height: int) -> None:
    for seconds in scale.ticks():
        x = scale.place(seconds)
        elements.sub(
            root, 'path', **{'class': 'tick'}, d=f'M{x} {_AXIS - 6}V{height}'
        )
        label = texts.duration(seconds) if seconds else '0'
        elements.text(root, x, _LINE - 4, label, 'tick-label')


def _task(
    root: ET.Element,
    row: Sequence[model.Attempt],
    y: int,
    scale: _Scale,
    end: datetime.datetime,
) -> None:
    last = row[-1]
    group = elements.sub(root, 'g')
    elements.sub(group, 'title').text = texts.clean(last.task)
    elements.text(
        group, 0, y + _LINE, texts.shorten(last.task, _NAME), 'start'
    )
    for attempt in row:
        if attempt.starts:
            _bar(root, attempt, attempt.starts, y, scale, end)
    told = _told(last, end)
    if len(row) > 1:
        told += f' · {len(row)} times'
    elements.text(root, _RIGHT + 12, y + _LINE, told, 'quiet')
    if last.error:
        message = elements.sub(root, 'g')
        elements.sub(message, 'title').text = texts.shorten(last.error, _FULL)
        columns = int((WIDTH - _MARGIN) / texts.width('x' * 10, _SIZE) * 10)
        elements.text(
            message,
            _MARGIN,
            y + _LINE + _LINE,
            texts.shorten(last.error, columns),
            'why',
        )


def _bar(
    root: ET.Element,
    attempt: model.Attempt,
    starts: datetime.datetime,
    y: int,
    scale: _Scale,
    end: datetime.datetime,
) -> None:
    left = scale.of(starts)
    if attempt.created and attempt.created < starts:
        waited = scale.of(attempt.created)
        middle = y + 4 + _BAR // 2
        elements.sub(
            root, 'path', **{'class': 'wait'}, d=f'M{waited} {middle}H{left}'
        )
    width = max(scale.of(attempt.ends or end) - left, 3)
    group = elements.sub(
        root, 'g', **{'class': f'bar {style.state_class(attempt.state)}'}
    )
    elements.sub(group, 'title').text = texts.clean(
        f'{attempt.task} · {_told(attempt, end)} · from {starts} UTC'
    )
    elements.sub(
        group,
        'rect',
        x=left,
        y=y + 4,
        width=round(width, 1),
        height=_BAR,
        rx=2,
    )


def _told(attempt: model.Attempt, end: datetime.datetime) -> str:
    if attempt.starts is None:
        return attempt.state
    took = ((attempt.ends or end) - attempt.starts).total_seconds()
    return f'{attempt.state} · {texts.duration(max(took, 0))}'
