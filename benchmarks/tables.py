"""Results as rows of texts, and as tables on a terminal."""

import statistics

from rich.console import Console
from rich.table import Table

from benchmarks import results


def of_chart(chart: results.Chart) -> results.Listing:
    """A row for each place of the axis: medians, and the spread of ratios."""
    candidates = chart.candidates
    unit = 'a second' if chart.is_rate else 's'
    header = [chart.x, *(f'{name}, {unit}' for name in candidates)]
    header += [ratio.label for ratio in chart.ratios]
    listing = results.Listing(chart.title, header)
    for point in chart.points:
        listing.rows.append(
            [
                f'{point.x:,}',
                *(_seconds(point, name, chart) for name in candidates),
                *(_spread(point.ratios(ratio)) for ratio in chart.ratios),
            ]
        )
    return listing


def _seconds(point: results.Point, name: str, chart: results.Chart) -> str:
    samples = point.samples.get(name)
    if not samples:
        return '–'
    middle = statistics.median(samples)
    return f'{1 / middle:.1f}' if chart.is_rate else _three(middle)


def _three(seconds: float) -> str:
    return f'{seconds:.3f}' if seconds < 10 else f'{seconds:.1f}'


def _spread(ratios: list[float]) -> str:
    if not ratios:
        return '–'
    text = f'{statistics.median(ratios):.2f}'
    if len(ratios) > 1:
        low, _, high = statistics.quantiles(ratios, n=4, method='inclusive')
        text += f' ({low:.2f}–{high:.2f})'
    return text


def all_of(result: results.Result) -> list[results.Listing]:
    return [*map(of_chart, result.charts), *result.listings]


def show(console: Console, result: results.Result) -> None:
    """Print tables, and what else there is to say."""
    for listing in all_of(result):
        table = Table(
            *listing.header, title=f'{result.title}: {listing.title}'
        )
        for row in listing.rows:
            table.add_row(*row)
        console.print(table)
    for note in result.notes:
        console.print(note)
    begun, ended = result.circumstances['load']
    console.print(f'load {begun:.1f} to {ended:.1f}', style='dim')
