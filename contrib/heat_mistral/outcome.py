"""What became of an execution, and why, in one readable paragraph.

Pure: knows neither Heat nor the client. The shapes of ``state_info`` are those
of Mistral's engine; what has another shape is told as it is.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

RUNNING, PAUSED, SUCCESS, ERROR, CANCELLED = (
    'RUNNING', 'PAUSED', 'SUCCESS', 'ERROR', 'CANCELLED')
#: States that an execution does not leave by itself.
FINISHED = (SUCCESS, ERROR, CANCELLED)

_LONGEST = 1000
# "Failure caused by error in tasks: a, b"
_CULPRITS = re.compile(r'Failure caused by error in tasks: (.+)')
# "Failed to run task [error=..., wf=..., task=...]:"
_ENGINE = re.compile(
    r'Failed to [\w ]+ \[error=(?P<why>.*), wf=[^,]*, task=.*\]:?$')
# "The action raised an exception [action=..., msg='...']"
_ACTION = re.compile(
    r"The action raised an exception \[.*?\bmsg='(?P<why>.*?)(?:'\])?$")
_ITEMS = 'One or more actions had failed.'
# What follows it in the workflow's own state_info, for each failed item.
_ITEM = re.compile(r'^\s*\[(?:action|wf)_ex_id=[^,\]]*, idx=\d+\]: (.+)$',
                   re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Failure:
    """Where and why an execution failed.

    :ivar tasks: names of the failed task and, after it, of those that failed
        in the sub-workflows it ran; empty if no task failed.
    :ivar why: the last one's message; '' if there is none.
    """
    tasks: tuple[str, ...] = ()
    why: str = ''


def output(reported: Any) -> dict[str, Any]:
    """An execution's output as a map, as it is or as a JSON text."""
    value = json.loads(reported) if isinstance(reported, str) else reported
    return dict(value) if isinstance(value, Mapping) else {}


def culprit(state_info: str | None,
            failed: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The task that made an execution fail.

    Not each failed task did: an ``on-error`` may have dealt with it.

    :param state_info: the execution's.
    :param failed: its tasks in ERROR, in the order of their creation.
    """
    tasks = list(failed)
    named = _CULPRITS.match(state_info or '')
    names = named[1].strip().split(', ') if named else []
    guilty = [task for task in tasks if task['name'] in names]
    if guilty:
        return guilty[0]
    return tasks[-1] if tasks else None


def message(state_info: str | None, of_workflow: str | None = None) -> str:
    """What to tell a person of a state_info: one line, no traceback.

    :param of_workflow: the state_info of the workflow, which alone says what
        became of the items of a task ``with-items``.
    """
    line = _first_line(state_info)
    if line == _ITEMS:
        item = _ITEM.search(of_workflow or '')
        if item:
            line = item[1].strip()
    for pattern in (_ENGINE, _ACTION):
        shape = pattern.match(line)
        if shape:
            line = shape['why']
    return line[:_LONGEST]


def told(execution_id: str, workflow: str, state: str,
         failure: Failure) -> str:
    """The paragraph for an execution that did not succeed."""
    where = ''
    if failure.tasks:
        where = f' in task {" > ".join(failure.tasks)}'
    what = 'was cancelled' if state == CANCELLED else f'failed{where}'
    why = failure.why or (
        '' if state == CANCELLED else 'Mistral tells no reason')
    return because(
        f'execution {execution_id} of workflow {workflow} {what}', why)


def because(what: str, why: str) -> str:
    """What happened, and why, saying only once that it was cancelled."""
    if what.lower().endswith('cancelled') and why.startswith('cancelled '):
        return f"{what}{why.removeprefix('cancelled')}"
    return f'{what}: {why}' if why else what


def vanished(execution_id: str, workflow: str) -> str:
    """The paragraph for an execution that is no more."""
    return (f'execution {execution_id} of workflow {workflow} was deleted in '
            f'Mistral before its end was seen: what it did is not known, and '
            f'it is not started again')


def _first_line(text: str | None) -> str:
    return next((line.strip() for line in (text or '').splitlines()
                 if line.strip()), '')
