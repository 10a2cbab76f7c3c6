"""Elements of a picture or a page, and what all pictures share."""

# It writes XML here and reads none.
import xml.etree.ElementTree as ET  # nosec B405

from heat_mistral.graph import palette


def sub(
    parent: ET.Element, tag: str, **attributes: str | int | float
) -> ET.Element:
    """A new element at the end of another one."""
    return ET.SubElement(
        parent, tag, {key: str(value) for key, value in attributes.items()}
    )


def text(
    parent: ET.Element, x: int | float, y: int | float, words: str, kind: str
) -> ET.Element:
    """A text of a picture, of a class."""
    made = sub(parent, 'text', **{'class': kind}, x=x, y=y)
    made.text = words
    return made


def picture(width: int, height: int) -> ET.Element:
    """An SVG without anything in it."""
    return ET.Element(
        'svg',
        {
            'xmlns': 'http://www.w3.org/2000/svg',
            'role': 'img',
            'width': str(width),
            'height': str(height),
            'viewBox': f'0 0 {width} {height}',
        },
    )


def arrows(parent: ET.Element) -> None:
    """The tips of lines, which pictures of the same document share."""
    markers = sub(parent, 'defs')
    for kind in palette.LINES:
        marker = sub(
            markers,
            'marker',
            id=f'arrow-{kind}',
            viewBox='0 0 10 10',
            refX=9,
            refY=5,
            markerWidth=9,
            markerHeight=9,
            markerUnits='userSpaceOnUse',
            orient='auto',
        )
        sub(marker, 'path', **{'class': f'tip {kind}'}, d='M0 1L10 5L0 9z')
