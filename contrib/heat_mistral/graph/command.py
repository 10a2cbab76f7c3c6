"""The command line: ``python -m heat_mistral.graph``."""

import argparse
import datetime
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from heat_mistral.core import definition
from heat_mistral.graph import diagram, mermaid, model, ranks, source, svg

_REFUSALS = (model.GraphError, definition.DefinitionError, OSError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0, or 2 with one line on the standard error stream."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if not asked.file and not asked.execution:
        parser.error('a file or --execution is needed')
    try:
        picture = _picture(asked)
        if asked.output:
            pathlib.Path(asked.output).write_text(picture, encoding='utf-8')
        else:
            sys.stdout.write(picture)
    except _REFUSALS as ex:
        told = ' '.join(str(ex).split()) or type(ex).__name__
        print(f'{parser.prog}: {told}', file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m heat_mistral.graph',
        allow_abbrev=False,
        description='Draw the workflows of a definition or a template, and '
        'what has become of their tasks in an execution.',
    )
    parser.add_argument(
        'file',
        nargs='?',
        help='a definition or a HOT template; with --execution the default '
        'is the definition that Mistral has',
    )
    parser.add_argument(
        '--workflow',
        metavar='NAME',
        help='draw this one alone; <resource>.<workflow> where it is needed',
    )
    parser.add_argument(
        '--format', choices=('mermaid', 'svg'), default='mermaid'
    )
    parser.add_argument(
        '--output',
        metavar='FILE',
        help='write it there instead of to the screen',
    )
    parser.add_argument(
        '--execution',
        metavar='ID',
        help='colour the tasks by their state in this execution; Mistral is '
        'found by OS_CLOUD or the other OS_* variables',
    )
    return parser


def _picture(asked: Any) -> str:
    found = source.read(asked.file) if asked.file else []
    execution = None
    if asked.execution:
        # The clients take longer to import than most pictures to draw.
        from heat_mistral.graph import reading

        now = datetime.datetime.now(datetime.timezone.utc)
        with reading.connected() as client:
            execution = reading.execution(
                client, asked.execution, now.replace(tzinfo=None)
            )
            found = found or source.parsed(
                reading.definition(client, asked.execution)
            )
    if asked.workflow:
        found = [source.choose(found, asked.workflow)]
    elif execution and len(found) > 1:
        found = [source.choose(found, execution.workflow)]
    diagrams = [
        diagram.draw(
            one.workflow, execution, prefix=f'w{number}', resource=one.resource
        )
        for number, one in enumerate(found, 1)
    ]
    if asked.format == 'mermaid':
        return mermaid.render(diagrams)
    return svg.render([ranks.shortened(shown) for shown in diagrams])
