"""All charts of a profile as one SVG."""

import math
import pathlib
import statistics

from benchmarks import results

COLUMNS = 2
WIDTH, HEIGHT = 5.2, 3.4  # inches, of one chart
# Distinct for most kinds of colour blindness (Okabe and Ito).
COLOURS = {
    'bare': '#0072b2',
    'ours': '#d55e00',
    'in-tree': '#009e73',
    'empty': '#999999',
}


def file_name(profile: str) -> str:
    return f'figures-{profile}.svg'


def draw(path: pathlib.Path, made: dict[str, results.Result]) -> None:
    """Write the charts with an axis; one place makes no line."""
    # Late: only the environment that measures has it.
    import matplotlib as mpl

    mpl.use('svg')
    from matplotlib import pyplot

    charts = [
        (result.title, chart)
        for result in made.values()
        for chart in result.charts
        if len(chart.points) > 1
    ]
    if not charts:
        return
    rows = math.ceil(len(charts) / COLUMNS)
    # The same samples make the same file.
    settings = {'svg.fonttype': 'none', 'svg.hashsalt': 'heat-mistral'}
    with mpl.rc_context(settings):
        figure, axes = pyplot.subplots(
            rows,
            COLUMNS,
            figsize=(WIDTH * COLUMNS, HEIGHT * rows),
            squeeze=False,
            layout='constrained',
        )
        places = list(axes.flat)
        for place, (title, chart) in zip(places, charts, strict=False):
            _one(place, title, chart)
        for place in places[len(charts) :]:
            place.set_axis_off()
        figure.savefig(path, format='svg', metadata={'Date': None})
        pyplot.close(figure)


def _one(place, title: str, chart: results.Chart) -> None:
    for name in chart.candidates:
        points = [point for point in chart.points if point.samples.get(name)]
        place.plot(
            [point.x for point in points],
            [_height(point.samples[name], chart) for point in points],
            label=name,
            marker='o',
            markersize=3,
            color=COLOURS.get(name, '#cc79a7'),
        )
    place.set_xscale('log', base=2 if chart.is_rate else 10)
    numbers = [point.x for point in chart.points]
    place.set_xticks(numbers, [f'{x:,}' for x in numbers])
    place.minorticks_off()
    if chart.is_rate:
        place.set_ylim(bottom=0)
    else:
        place.set_yscale('log')
    place.set_title(f'{title}: {chart.title}', fontsize=9)
    place.set_xlabel(chart.x)
    place.set_ylabel('a second' if chart.is_rate else 'seconds')
    place.grid(visible=True, alpha=0.3)
    place.legend(fontsize=7)


def _height(samples: list[float], chart: results.Chart) -> float:
    middle = statistics.median(samples)
    return 1 / middle if chart.is_rate else middle
