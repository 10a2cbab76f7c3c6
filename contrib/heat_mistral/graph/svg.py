"""Diagrams as one SVG picture."""

# It writes XML here and reads none.
import xml.etree.ElementTree as ET  # nosec B405
from collections.abc import Iterable, Sequence

from heat_mistral.graph import (
    diagram,
    elements,
    layout,
    model,
    ranks,
    style,
    texts,
)

_NAME, _DETAIL, _LABEL, _HEADING = 13, 11, 10, 16  # sizes of fonts
_MARGIN, _PADDING, _LINE = 20, 12, 16
_BAR = 6  # what marks a sub-workflow, inside the box
_SWATCH = 34
_USUAL = 8  # as heavy as so many other edges


def render(diagrams: Sequence[diagram.Diagram]) -> str:
    """The text of the picture: the diagrams under one another, a legend.

    :raises heat_mistral.graph.model.GraphError: if there is no Graphviz.
    """
    root = draw(diagrams)
    sheet = ET.Element('style')
    sheet.text = style.sheet()
    shared = ET.Element('svg')
    elements.arrows(shared)
    # After its title and its description.
    root[2:2] = [sheet, *shared]
    ET.indent(root, ' ')
    return ET.tostring(root, encoding='unicode') + '\n'


def draw(diagrams: Sequence[diagram.Diagram]) -> ET.Element:
    """The picture for a document that has the style and the arrows.

    :raises heat_mistral.graph.model.GraphError: if there is no Graphviz.
    """
    placed = [(shown, _place(shown)) for shown in diagrams]
    legend = _entries(diagrams)
    width = max(
        [360]
        + [plan.size[0] for _, plan in placed]
        + [texts.width(shown.heading, _HEADING) for shown in diagrams]
        + [
            texts.width(texts.shorten(shown.summary, 110), _DETAIL)
            for shown in diagrams
        ]
    )
    body = ET.Element('g')
    y = _MARGIN
    for shown, plan in placed:
        part = elements.sub(body, 'g', transform=f'translate({_MARGIN} {y})')
        _draw(part, shown, plan, (width - plan.size[0]) // 2)
        y += plan.size[1] + 5 * _LINE
    y = _legend(body, legend, y, width)
    return _framed(diagrams, body, width + 2 * _MARGIN, y)


def _framed(
    diagrams: Sequence[diagram.Diagram],
    body: ET.Element,
    width: int,
    height: int,
) -> ET.Element:
    root = elements.picture(width, height)
    title = ', '.join(shown.heading for shown in diagrams)
    elements.sub(root, 'title').text = f'Workflow {title}'
    elements.sub(root, 'desc').text = '. '.join(
        f'{shown.heading}: {shown.summary}' for shown in diagrams
    )
    elements.sub(
        root,
        'rect',
        **{'class': 'paper'},
        x=0.5,
        y=0.5,
        rx=8,
        width=width - 1,
        height=height - 1,
    )
    root.append(body)
    return root


def _place(shown: diagram.Diagram) -> layout.Layout:
    numbers = {node.id: number for number, node in enumerate(shown.nodes)}
    row_of = ranks.rows(shown)
    return layout.place(
        [_size(node) for node in shown.nodes],
        [
            layout.Edge(
                numbers[link.source],
                numbers[link.target],
                _label_size(link) if link.label else None,
                # What usually happens goes straight on.
                _USUAL
                if link.kind in ('on-success', 'requires')
                and shown.nodes[numbers[link.target]].shape == diagram.TASK
                else 1,
                row_of[link.source] < row_of[link.target],
            )
            for link in shown.links
        ],
        'LR' if ranks.goes_right(shown) else 'TB',
    )


def _size(node: diagram.Node) -> layout.Size:
    name, *rest = node.lines
    if node.shape != diagram.TASK:
        return texts.width(name, _DETAIL) + 2 * _PADDING, 24
    widest = max(
        [texts.width(name, _NAME)]
        + [texts.width(line, _DETAIL) for line in rest]
    )
    bars = 2 * _BAR if node.is_workflow else 0
    return (
        max(widest + 2 * _PADDING + bars, 90),
        _LINE * len(node.lines) + _PADDING,
    )


def _draw(
    part: ET.Element, shown: diagram.Diagram, plan: layout.Layout, left: int
) -> None:
    elements.text(part, 0, _HEADING, shown.heading, 'heading')
    elements.text(
        part,
        0,
        _HEADING + _LINE + 3,
        texts.shorten(shown.summary, 110),
        'quiet',
    )
    graph = elements.sub(part, 'g', transform=f'translate({left} {3 * _LINE})')
    for node, middle in zip(shown.nodes, plan.boxes, strict=True):
        _node(graph, node, middle)
    for link, path in zip(shown.links, plan.paths, strict=True):
        _edge(graph, link, path)
    # A label may lie over another edge.
    for link, path in zip(shown.links, plan.paths, strict=True):
        if path.label:
            _label(graph, link, path.label)


def _edge(graph: ET.Element, link: diagram.Link, path: layout.Path) -> None:
    first, *rest = (f'{x} {y}' for x, y in path.points)
    x, y = path.end
    edge = elements.sub(
        graph,
        'path',
        **{'class': f'line {link.kind}'},
        d=f'M{first}C{" ".join(rest)}L{x} {y}',
    )
    edge.set('marker-end', f'url(#arrow-{link.kind})')
    elements.sub(edge, 'title').text = link.full


def _label(
    graph: ET.Element, link: diagram.Link, middle: layout.Point
) -> None:
    x, y = middle
    width, height = _label_size(link)
    # Not in the text: what indents it there would count as part of the line,
    # and move its middle.
    group = elements.sub(graph, 'g')
    elements.sub(group, 'title').text = link.full
    elements.sub(
        group,
        'rect',
        **{'class': 'ground'},
        x=x - width // 2 + 4,
        y=y - height // 2,
        width=width - 8,
        height=height,
    )
    elements.text(group, x, y + 4, link.label, f'label {link.kind}')


def _label_size(link: diagram.Link) -> layout.Size:
    return texts.width(link.label, _LABEL) + 10, _LINE


def _node(graph: ET.Element, node: diagram.Node, middle: layout.Point) -> None:
    width, height = _size(node)
    x, y = middle[0] - width // 2, middle[1] - height // 2
    group = elements.sub(graph, 'g', **{'class': style.name(node)})
    elements.sub(group, 'title').text = node.full
    round_ = 12 if node.shape != diagram.TASK else 5
    if node.is_repeated:
        elements.sub(
            group,
            'rect',
            x=x + 5,
            y=y - 5,
            width=width,
            height=height,
            rx=round_,
        )
    elements.sub(
        group, 'rect', x=x, y=y, width=width, height=height, rx=round_
    )
    if node.is_workflow:
        for bar in (x + _BAR, x + width - _BAR):
            elements.sub(group, 'path', d=f'M{bar} {y}v{height}')
    if node.shape != diagram.TASK:
        elements.text(group, middle[0], middle[1] + 4, node.lines[0], 'detail')
        return
    for number, line in enumerate(node.lines):
        elements.text(
            group,
            middle[0],
            y + _LINE * (number + 1) + 1,
            line,
            'detail' if number else 'name',
        )


def _entries(
    diagrams: Iterable[diagram.Diagram],
) -> list[tuple[str, diagram.Node | str]]:
    """What the legend explains: kinds of lines, states."""
    diagrams = list(diagrams)
    kinds = {link.kind for shown in diagrams for link in shown.links}
    states = {node.state for shown in diagrams for node in shown.nodes}
    known = (*model.STATES, model.NOT_STARTED)
    return [
        *((kind, kind) for kind in model.KINDS if kind in kinds),
        *(
            (state, diagram.Node('', diagram.TASK, (), '', state))
            for state in known
            if state in states
        ),
    ]


def _legend(
    body: ET.Element,
    entries: list[tuple[str, diagram.Node | str]],
    y: int,
    width: int,
) -> int:
    """Draw it from y on, and return where it ends."""
    part = elements.sub(body, 'g', transform=f'translate({_MARGIN} {y})')
    x = row = 0
    for label, sample in entries:
        needed = _SWATCH + texts.width(label, _DETAIL) + 22
        if x and x + needed > width:
            x, row = 0, row + 22
        if isinstance(sample, str):
            elements.sub(
                part,
                'path',
                **{'class': f'line {sample}'},
                d=f'M{x} {row}h{_SWATCH - 8}',
            ).set('marker-end', f'url(#arrow-{sample})')
        else:
            group = elements.sub(part, 'g', **{'class': style.name(sample)})
            elements.sub(
                group,
                'rect',
                x=x,
                y=row - 7,
                rx=3,
                width=_SWATCH - 8,
                height=14,
            )
        elements.text(part, x + _SWATCH, row + 4, label, 'quiet')
        x += needed
    return y + row + _MARGIN if entries else y - _LINE
