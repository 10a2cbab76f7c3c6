"""Colours: on a light and on a dark ground, legible on both."""

import dataclasses

from heat_mistral.graph import model


@dataclasses.dataclass(frozen=True)
class Box:
    """Fill and border of a task, for a light and for a dark picture."""

    fill: str
    border: str
    dark_fill: str
    dark_border: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A kind of edge; dashes as SVG has them, '' for a full line."""

    colour: str
    dark: str
    dashes: str = ''


TEXT, DARK_TEXT = '#1f2328', '#e6edf3'
QUIET, DARK_QUIET = '#59636e', '#9da7b3'
PAPER, DARK_PAPER = '#ffffff', '#0d1117'
FRAME, DARK_FRAME = '#d1d9e0', '#3d444d'
#: Text, quiet text, paper and frame of a light and of a dark ground.
GROUNDS = (
    (TEXT, QUIET, PAPER, FRAME),
    (DARK_TEXT, DARK_QUIET, DARK_PAPER, DARK_FRAME),
)

#: '' is a task without an execution.
BOXES = {
    '': Box('#f6f8fa', '#59636e', '#1c2128', '#9da7b3'),
    'IDLE': Box('#e7eaf3', '#6e7894', '#252a3a', '#8c96b4'),
    'WAITING': Box('#fff5c8', '#9a7500', '#3a3010', '#d4a72c'),
    'RUNNING': Box('#d3e8ff', '#0969da', '#0f2d52', '#58a6ff'),
    'DELAYED': Box('#e9dfff', '#8250df', '#2d1f52', '#bc8cff'),
    'PAUSED': Box('#ffe3cc', '#bc4c00', '#44240c', '#f0883e'),
    'SUCCESS': Box('#d2f1d8', '#1a7f37', '#10331c', '#3fb950'),
    'ERROR': Box('#ffd9d6', '#cf222e', '#4a1518', '#f85149'),
    'CANCELLED': Box('#dcdcdc', '#5a5a5a', '#34373c', '#b0b0b0'),
    'SKIPPED': Box('#d0f2f0', '#1b7c83', '#0f3334', '#39c5cf'),
    model.NOT_STARTED: Box('#f4f4f4', '#9a9a9a', '#17191d', '#6e7681'),
}

LINES = {
    'on-success': Line('#1a7f37', '#3fb950'),
    'on-error': Line('#cf222e', '#f85149', '7 4'),
    'on-complete': Line('#0969da', '#58a6ff', '2 3'),
    'on-skip': Line('#8250df', '#bc8cff', '9 3 2 3'),
    'requires': Line('#59636e', '#9da7b3'),
}


def box(state: str) -> Box:
    """That of a state; of one that is not known, that of a plain task."""
    return BOXES.get(state, BOXES[''])
