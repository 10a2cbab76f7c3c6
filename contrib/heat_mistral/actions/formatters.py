"""The output format ``markdown``, for each command of cliff that lists."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from cliff import columns
from cliff.formatters import base


class Markdown(base.ListFormatter):
    """Writes a list as a table of GitHub's Markdown."""

    def add_argument_group(self, parser: argparse.ArgumentParser) -> None:
        """It has no options."""

    def emit_list(
        self,
        column_names: Sequence[str],
        data: Iterable[Sequence[Any]],
        stdout: TextIO,
        parsed_args: argparse.Namespace,
    ) -> None:
        """Write the table; see cliff."""
        write(column_names, data, stdout)


def write(
    column_names: Sequence[str], data: Iterable[Sequence[Any]], stream: TextIO
) -> None:
    """Write a table."""
    stream.write(_line(column_names))
    stream.write(_line('---' for _ in column_names))
    for row in data:
        stream.write(_line(row))


def _line(cells: Iterable[Any]) -> str:
    return '| ' + ' | '.join(map(_cell, cells)) + ' |\n'


def _cell(value: Any) -> str:
    if isinstance(value, columns.FormattableColumn):
        value = value.human_readable()
    # What would end the cell, the row, or be read as a tag.
    text = '' if value is None else str(value)
    text = text.replace('\\', '\\\\').replace('|', '\\|').replace('<', '&lt;')
    return ' '.join(text.split())
