"""Outputs in a page are replaced by those that were seen."""

import pathlib
import textwrap
from collections.abc import Mapping


def record(path: pathlib.Path, anew: Mapping[int, str]) -> None:
    """Replace blocks of a page.

    :param anew: their new texts, by the line that each begins at, from 1.
    """
    lines = path.read_text(encoding='utf-8').splitlines()
    # From below, so that the lines above stay where they are.
    for line, text in sorted(anew.items(), reverse=True):
        first = lines[line - 1]
        indent = first[: len(first) - len(first.lstrip())]
        end = line - 1
        while end < len(lines) and (
            not lines[end].strip() or lines[end].startswith(indent)
        ):
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        lines[line - 1 : end] = textwrap.indent(text, indent).splitlines()
    path.write_text('\n'.join(lines) + '\n', encoding='utf-8')
