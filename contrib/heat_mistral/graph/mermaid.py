"""Diagrams as Mermaid text."""

import re
from collections.abc import Sequence

from heat_mistral.graph import diagram, palette, ranks

# Mermaid runs texts through Markdown and HTML. What means nothing to these
# stays as it is: "_" and "-" within a word, "." but for that of a "1." at
# the start, which would be a list.
_SPECIAL = re.compile(r'[^\w .,;·×…-]|(?<![^\W_])[_-]|[_-](?![^\W_])|^\.')
_NUMBER = re.compile(r'\d+(?=\.)')
_ARROWS = {
    'on-success': '-->',
    'on-error': '-.->',
    'on-complete': '==>',
    'on-skip': '-.->',
    'requires': '-->',
}


def render(diagrams: Sequence[diagram.Diagram]) -> str:
    """The text of one flowchart, a subgraph for each diagram."""
    lines = ['flowchart TD']
    links: list[diagram.Link] = []
    for number, shown in enumerate(diagrams, 1):
        # In one line: the first box would lie over a second one.
        heading = escape(f'{shown.heading} · {shown.summary}')
        lines.append(f'  subgraph w{number}["{heading}"]')
        # Mermaid turns one that no link leaves by a right angle.
        direction = 'LR' if ranks.goes_right(shown) else 'TD'
        lines.append(f'    direction {direction}')
        lines += [f'    {_node(node)}' for node in shown.nodes]
        lines += [f'    {_link(link)}' for link in shown.links]
        lines.append('  end')
        links += shown.links
    lines += _styles(diagrams, links)
    return '\n'.join(lines) + '\n'


def escape(text: str) -> str:
    """The text as Mermaid shows it and does nothing else with it."""
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    return text[:start] + _SPECIAL.sub(
        lambda found: f'#{ord(found.group())};', text[start:]
    )


def _node(node: diagram.Node) -> str:
    label = '<br/>'.join(escape(line) for line in node.lines)
    if node.shape != diagram.TASK:
        return f'{node.id}(["{label}"])'
    return (
        f'{node.id}[["{label}"]]'
        if node.is_workflow
        else f'{node.id}["{label}"]'
    )


def _link(link: diagram.Link) -> str:
    parts = [] if link.kind == 'on-success' else [link.kind]
    label = escape(' '.join((*parts, link.label)).strip())
    middle = f'|"{label}"|' if label else ''
    return f'{link.source} {_ARROWS[link.kind]}{middle} {link.target}'


def _styles(
    diagrams: Sequence[diagram.Diagram], links: Sequence[diagram.Link]
) -> list[str]:
    lines = []
    for kind, line in palette.LINES.items():
        of_kind = [
            str(number)
            for number, link in enumerate(links)
            if link.kind == kind
        ]
        if of_kind:
            lines.append(
                f'  linkStyle {",".join(of_kind)} stroke:{line.colour}'
            )
    nodes = [node for shown in diagrams for node in shown.nodes]
    for state, box in palette.BOXES.items():
        in_state = [node.id for node in nodes if node.state == state]
        if in_state:
            name = re.sub(r'\W', '_', state.lower()) or 'plain'
            lines.append(
                f'  classDef {name} fill:{box.fill},stroke:{box.border},'
                f'color:{palette.TEXT}'
            )
            lines.append(f'  class {",".join(in_state)} {name}')
    return lines
