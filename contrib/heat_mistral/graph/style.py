"""The style sheet of the SVG pictures, for light and dark grounds."""

import re

from heat_mistral.graph import diagram, palette

_FIXED = """\
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\
'DejaVu Sans Mono','Liberation Mono',monospace;font-size:11px;\
text-anchor:middle;white-space:pre}
.heading{font-size:16px;font-weight:600;text-anchor:start}
.quiet{text-anchor:start}
.name{font-size:13px;font-weight:600}
.label{font-size:10px}
.line{fill:none;stroke-width:1.6px}
.node rect,.node path{stroke-width:1.3px}
.connector rect{stroke-dasharray:3 3}
.not-started rect,.not-started path{stroke-dasharray:4 3}
"""


def name(node: diagram.Node) -> str:
    """The classes of a node."""
    return ' '.join(
        part for part in ('node', node.shape, state_class(node.state)) if part
    )


def state_class(state: str) -> str:
    """The class of all that is in a state; '' for none."""
    return re.sub(r'\W+', '-', state.lower())


def sheet() -> str:
    """The whole style sheet."""
    return (
        f'\n{_FIXED}{_colours(0)}@media (prefers-color-scheme:dark){{\n'
        f'{_colours(1)}}}\n'
    )


def _colours(dark: int) -> str:
    text, quiet, paper, frame = palette.GROUNDS[dark]
    rules = [
        f'text{{fill:{text}}}',
        f'.quiet{{fill:{quiet}}}',
        f'.paper{{fill:{paper};stroke:{frame}}}',
        f'.ground{{fill:{paper}}}',
    ]
    for state, box in palette.BOXES.items():
        fill = (box.fill, box.dark_fill)[dark]
        border = (box.border, box.dark_border)[dark]
        chosen = f'.{state_class(state)}' if state else '.node'
        rules.append(
            f'{chosen} rect,{chosen} path{{fill:{fill};stroke:{border}}}'
        )
    for kind, line in palette.LINES.items():
        colour = (line.colour, line.dark)[dark]
        dashes = f';stroke-dasharray:{line.dashes}' if line.dashes else ''
        rules += [
            f'.line.{kind}{{stroke:{colour}{dashes}}}',
            f'.tip.{kind},.label.{kind}{{fill:{colour}}}',
        ]
    return ''.join(f'{rule}\n' for rule in rules)
