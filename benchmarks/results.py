"""What was measured, as values that a JSON file keeps.

Seconds throughout. Samples of several candidates that were taken in the same
round have the same place in their lists: ratios are of a round.
"""

import dataclasses
import json
import pathlib
import statistics
from typing import Any


@dataclasses.dataclass(frozen=True)
class Ratio:
    """How two sums of candidates compare.

    :ivar above: the candidates whose samples are added up, over a line.
    :ivar below: those under it.
    :ivar wanted: which ratio is aimed at, in words; '' for none.
    """

    label: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    wanted: str = ''


@dataclasses.dataclass
class Point:
    """What was measured at one place of a chart.

    :ivar samples: seconds by candidate, one each round.
    """

    x: int
    samples: dict[str, list[float]]

    def ratios(self, ratio: Ratio) -> list[float]:
        """The ratio in each round in which all took part."""
        sums = []
        for names in (ratio.above, ratio.below):
            if not all(self.samples.get(name) for name in names):
                return []
            rounds = zip(*(self.samples[name] for name in names), strict=False)
            sums.append([sum(each) for each in rounds])
        return [above / below for above, below in zip(*sums, strict=False)]


@dataclasses.dataclass
class Chart:
    """Seconds by candidate along an axis.

    :ivar x: what the axis counts.
    :ivar is_rate: whether it is shown as so many a second.
    """

    title: str
    x: str
    points: list[Point] = dataclasses.field(default_factory=list)
    ratios: list[Ratio] = dataclasses.field(default_factory=list)
    is_rate: bool = False

    @property
    def candidates(self) -> list[str]:
        """In the order in which they first appear."""
        return list(
            dict.fromkeys(
                name for point in self.points for name in point.samples
            )
        )


@dataclasses.dataclass
class Listing:
    """Rows of texts, for what is no chart."""

    title: str
    header: list[str]
    rows: list[list[str]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Result:
    """All of one measurement.

    :ivar circumstances: see ``machine.circumstances``.
    """

    name: str
    title: str
    text: str
    charts: list[Chart] = dataclasses.field(default_factory=list)
    listings: list[Listing] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    circumstances: dict[str, Any] = dataclasses.field(default_factory=dict)


def median(samples: list[float]) -> float:
    return statistics.median(samples)


def write(path: pathlib.Path, results: dict[str, Result]) -> None:
    """Replace the file of a profile's results."""
    new = path.with_name(path.name + '.new')
    rows = [dataclasses.asdict(result) for result in results.values()]
    new.write_text(json.dumps(rows, indent=1) + '\n')
    new.replace(path)


def read(path: pathlib.Path) -> dict[str, Result]:
    """The results of a file by name; none where there is no file."""
    if not path.exists():
        return {}
    return {row['name']: _result(row) for row in json.loads(path.read_text())}


def _result(row: dict[str, Any]) -> Result:
    charts = [
        Chart(
            **chart
            | {
                'points': [Point(**point) for point in chart['points']],
                'ratios': [
                    Ratio(
                        ratio['label'],
                        tuple(ratio['above']),
                        tuple(ratio['below']),
                        ratio['wanted'],
                    )
                    for ratio in chart['ratios']
                ],
            }
        )
        for chart in row['charts']
    ]
    listings = [Listing(**listing) for listing in row['listings']]
    return Result(**row | {'charts': charts, 'listings': listings})
