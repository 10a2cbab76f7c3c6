"""What became of an execution, and why, in one readable paragraph.

Pure: knows neither Heat nor the client. The shapes of ``state_info`` are those
of Mistral's engine; what has another shape is told as it is.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from heat_mistral.core.execution import states

_LONGEST = 1000
# Characters that are looked at. Mistral cuts a state_info at 65,500; the
# message of one action may be all of that, since it says what a tenant likes.
_LONGEST_INFO = 65536
_LONGEST_LINE = 8192
# "Failure caused by error in tasks: a, b"
_CULPRITS = 'Failure caused by error in tasks: '
# "Failed to run task [error=..., wf=..., task=...]:"
_ENGINE, _ENGINE_WHY = 'Failed to ', ' [error='
# "The action raised an exception [action=..., msg='...']"
_ACTION, _ACTION_WHY = 'The action raised an exception [', "msg='"
_ITEMS = 'One or more actions had failed.'
# What follows it in the workflow's own state_info, for each failed item.
_ITEM = re.compile(r'\[(?:action|wf)_ex_id=[^,\]]*, idx=\d+\]: (.+)')


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


def culprit(
    state_info: str | None, failed: Iterable[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The task that made an execution fail.

    Not each failed task did: an ``on-error`` may have dealt with it.

    :param state_info: the execution's.
    :param failed: its tasks in states.ERROR, in the order of their creation.
    """
    tasks = list(failed)
    names: set[str] = set()
    if state_info and state_info.startswith(_CULPRITS):
        line = state_info[len(_CULPRITS) : _LONGEST_INFO].partition('\n')[0]
        names.update(line.strip().split(', '))
    guilty = [task for task in tasks if task['name'] in names]
    if guilty:
        return guilty[0]
    return tasks[-1] if tasks else None


def message(state_info: str | None, of_workflow: str | None = None) -> str:
    """What to tell a person of a state_info: one line, no traceback.

    :param of_workflow: the state_info of the workflow, which alone says what
        became of the items of a task ``with-items``.
    """
    line = next(_lines(state_info), '')
    if line == _ITEMS:
        items = map(_ITEM.match, _lines(of_workflow))
        line = next((item[1].strip() for item in items if item), line)
    return _of_action(_of_engine(line))[:_LONGEST]


def told(
    execution_id: str, workflow: str, state: str, failure: Failure
) -> str:
    """The paragraph for an execution that did not succeed."""
    where = ''
    if failure.tasks:
        where = f' in task {" > ".join(failure.tasks)}'
    what = 'was cancelled' if state == states.CANCELLED else f'failed{where}'
    why = failure.why or (
        '' if state == states.CANCELLED else 'Mistral tells no reason'
    )
    return because(
        f'execution {execution_id} of workflow {workflow} {what}', why
    )


def because(what: str, why: str) -> str:
    """What happened, and why, saying only once that it was cancelled."""
    if what.lower().endswith('cancelled') and why.startswith('cancelled '):
        return f'{what}{why.removeprefix("cancelled")}'
    return f'{what}: {why}' if why else what


def vanished(execution_id: str, workflow: str) -> str:
    """The paragraph for an execution that is no more."""
    return (
        f'execution {execution_id} of workflow {workflow} was deleted in '
        f'Mistral before its end was seen: what it did is not known, and '
        f'it is not started again'
    )


def _lines(text: str | None) -> Iterator[str]:
    """The lines that have something in them."""
    for line in (text or '')[:_LONGEST_INFO].splitlines():
        if bare := line.strip():
            yield bare[:_LONGEST_LINE]


def _of_engine(line: str) -> str:
    """The error in what the engine failed to do, or the line as it is."""
    what, found, rest = line.partition(_ENGINE_WHY)
    why, _comma, where = rest.rpartition(', wf=')
    is_one = (
        found
        and what.startswith(_ENGINE)
        and ', task=' in where
        and where.endswith((']', ']:'))
    )
    return why if is_one else line


def _of_action(line: str) -> str:
    """The message of the exception of an action, or the line as it is."""
    _what, found, why = line.partition(_ACTION_WHY)
    if not (found and line.startswith(_ACTION)):
        return line
    return why.removesuffix("']")
