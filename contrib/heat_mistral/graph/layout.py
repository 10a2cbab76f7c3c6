"""Where everything is: Graphviz's dot, in the wheels of pygraphviz.

Graphviz sees numbers only, neither names nor fonts: so the same graph has
the same layout on every machine, and no text of a user's is read by it.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from heat_mistral.graph import model

Point = tuple[int, int]
Size = tuple[int, int]
_POINTS_PER_INCH = 72
# Above, dot takes a layout that is good instead of the best: it would look
# for that one for minutes.
_MANY = 150
_QUICKLY = {'nslimit': '1', 'nslimit1': '1', 'mclimit': '0.1'}
# From the end of one box to the beginning of the next.
_PORTS = {'tailport': 'e', 'headport': 'w'}
_LABEL = (
    '<<TABLE FIXEDSIZE="TRUE" WIDTH="{}" HEIGHT="{}" BORDER="0">'
    '<TR><TD></TD></TR></TABLE>>'
)


@dataclasses.dataclass(frozen=True)
class Edge:
    """Between two boxes, by number; the heavier, the straighter.

    :ivar leads_on: does not go back to a box that is before its source.
    """

    source: int
    target: int
    label: Size | None = None
    weight: int = 1
    leads_on: bool = False


@dataclasses.dataclass(frozen=True)
class Path:
    """A Bezier spline (a point, then three for each part), its very end,
    and the middle of the label."""

    points: tuple[Point, ...]
    end: Point
    label: Point | None


@dataclasses.dataclass(frozen=True)
class Layout:
    """Middles of the boxes, and the edges; y grows downwards."""

    size: Size
    boxes: tuple[Point, ...]
    paths: tuple[Path, ...]


def place(
    boxes: Sequence[Size], edges: Sequence[Edge], direction: str = 'TB'
) -> Layout:
    """Lay out boxes of these sizes.

    :param direction: of Graphviz: TB goes down, LR to the right.
    :raises heat_mistral.graph.model.GraphError: if there is no Graphviz.
    """
    try:
        import pygraphviz
    except ImportError as ex:
        raise model.GraphError(
            'SVG needs Graphviz, which comes with: '
            f'pip install "heat-mistral[graph]" ({ex})'
        ) from ex
    graph: Any = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(
        rankdir=direction,
        nodesep='0.35' if direction == 'TB' else '0.2',
        ranksep='0.5',
        **(_QUICKLY if len(boxes) > _MANY else {}),
    )
    for number, (width, height) in enumerate(boxes):
        graph.add_node(
            str(number),
            label='',
            shape='box',
            fixedsize='true',
            width=width / _POINTS_PER_INCH,
            height=height / _POINTS_PER_INCH,
        )
    for number, edge in enumerate(edges):
        label = {'label': _LABEL.format(*edge.label)} if edge.label else {}
        graph.add_edge(
            str(edge.source),
            str(edge.target),
            key=str(number),
            weight=edge.weight,
            **label,
            **(_PORTS if direction == 'LR' and edge.leads_on else {}),
        )
    graph.layout(prog='dot')
    corner = [float(part) for part in graph.graph_attr['bb'].split(',')]
    top = corner[3]
    return Layout(
        (round(corner[2]), round(top)),
        tuple(
            _point(graph.get_node(str(number)).attr['pos'], top)
            for number in range(len(boxes))
        ),
        tuple(
            _path(
                graph.get_edge(
                    str(edge.source), str(edge.target), str(number)
                ),
                top,
            )
            for number, edge in enumerate(edges)
        ),
    )


def _point(text: str, top: float) -> Point:
    x, y = text.split(',')
    return round(float(x)), round(top - float(y))


def _path(edge: Any, top: float) -> Path:
    end, *points = edge.attr['pos'].split()
    label = edge.attr['lp']
    return Path(
        tuple(_point(point, top) for point in points),
        _point(end.removeprefix('e,'), top),
        _point(label, top) if label else None,
    )
