"""The command line: ``python -m heat_mistral.graph``."""

import argparse
import datetime
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from heat_mistral.core import definition
from heat_mistral.graph import (
    diagram,
    mermaid,
    model,
    page,
    ranks,
    source,
    svg,
)

_REFUSALS = (model.GraphError, definition.DefinitionError, OSError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0, or 2 with one line on the standard error stream."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if not asked.file and not asked.execution and not asked.stack:
        parser.error('a file, --execution or --stack is needed')
    if asked.stack and (asked.file or asked.execution):
        parser.error('--stack goes with neither a file nor --execution')
    if asked.resource and not asked.stack:
        parser.error('--resource goes with --stack')
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
        '--format', choices=('mermaid', 'svg', 'html'), default='mermaid'
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
    parser.add_argument(
        '--stack',
        metavar='NAME',
        help='draw what the resources of this stack have registered, with '
        'their runs; Heat is found in the same way',
    )
    parser.add_argument(
        '--resource', metavar='NAME', help='of the stack, this resource alone'
    )
    return parser


def _picture(asked: Any) -> str:
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    if asked.format == 'html':
        return page.render(_title(asked), _sections(asked, now), now)
    diagrams = _diagrams(asked, now)
    if asked.format == 'mermaid':
        return mermaid.render(diagrams)
    return svg.render([ranks.shortened(shown) for shown in diagrams])


def _title(asked: Any) -> str:
    if asked.stack:
        return f'Stack {asked.stack}'
    if asked.execution:
        return f'Execution {asked.execution}'
    return pathlib.Path(asked.file).name


def _sections(asked: Any, now: datetime.datetime) -> list[model.Section]:
    found = _of_file(asked)
    if not asked.stack and not asked.execution:
        workflows = {one.name: one.workflow for one in found}
        return [model.Section('', '', workflows)]
    # The clients take longer to import than most pictures to draw.
    from heat_mistral.graph import cloud, gathering

    with cloud.connected() as there:
        gatherer = gathering.Gatherer(there, now)
        if asked.stack:
            return gatherer.stack(asked.stack, asked.resource, asked.workflow)
        return gatherer.execution(asked.execution)


def _diagrams(asked: Any, now: datetime.datetime) -> list[diagram.Diagram]:
    found = _of_file(asked)
    if asked.stack or asked.execution:
        from heat_mistral.graph import cloud, gathering

        with cloud.connected() as there:
            gatherer = gathering.Gatherer(there, now)
            if asked.stack:
                drawn = gatherer.newest(
                    asked.stack, asked.resource, asked.workflow
                )
            else:
                drawn = gatherer.drawn(asked.execution, found, asked.workflow)
    else:
        drawn = [(one, None) for one in found]
    return [
        diagram.draw(
            one.workflow, run, prefix=f'w{number}', resource=one.resource
        )
        for number, (one, run) in enumerate(drawn, 1)
    ]


def _of_file(asked: Any) -> list[source.Found]:
    found = source.read(asked.file) if asked.file else []
    if found and asked.workflow:
        return [source.choose(found, asked.workflow)]
    return found
