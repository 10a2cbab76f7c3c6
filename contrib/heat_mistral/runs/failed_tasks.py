"""Asking Mistral which tasks have to run again for a run to go on.

A task that runs a workflow has failed for what failed in that one: there the
run goes on, so that what has succeeded is not repeated. When it has ended,
Mistral goes on with the workflow above.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from heat.common.i18n import _

from heat_mistral.core.execution import failed_tasks, states
from heat_mistral.mistral_api import api, errors

#: That run again at one time; the rest does the next time.
MOST = 500
# Workflows may run each other. Where there is more below an execution than
# this, in levels or in rows of Mistral's, it does not go on.
DEEPEST, MOST_ROWS = 20, 20_000
# Executions that failed, each of which takes two requests.
MOST_EXECUTIONS = 1000
_WORKFLOW = 'WORKFLOW'


class CannotGoOn(Exception):
    """Mistral cannot let the run go on; the message says why."""


class TooMuch(CannotGoOn):
    """There is more to look at than is looked at in one go."""


@dataclasses.dataclass(frozen=True)
class FailedTask:
    """A task that has failed and has no other below it that did.

    :ivar path: its name, after those of the tasks that it is below of.
    :ivar seen: when it last changed, by Mistral's clock: it has run again
        where that is another time.
    """

    id: str
    path: tuple[str, ...]
    seen: str

    @property
    def name(self) -> str:
        return ' > '.join(self.path)


def find(mistral: api.MistralApi, execution_id: str) -> list[FailedTask]:
    """The tasks of an execution, and below it, that have to run again.

    Two requests for each failed execution on the way, and one for each
    workflow and for each failed task that runs one or has items.

    :raises CannotGoOn: if Mistral cannot let it go on, or there is too much to
        look at.
    """
    found: list[FailedTask] = []
    try:
        root = mistral.executions.get(
            execution_id,
            'state',
            'state_info',
            'workflow_id',
            'workflow_name',
            'created_at',
        )
        for task in _Search(mistral).below(root, ()):
            found.append(task)
            if len(found) == MOST:
                break
    except TooMuch:
        if not found:
            raise
        # The rest does the next time.
    except Exception as ex:
        if not errors.is_not_found(ex):
            raise
        raise CannotGoOn(_('it has been deleted in Mistral')) from ex
    if not found:
        raise CannotGoOn(_('none of its tasks has failed'))
    return found


class _Search:
    """Goes down from an execution to the tasks that failed."""

    def __init__(self, mistral: api.MistralApi) -> None:
        self._mistral = mistral
        self._changed: dict[str, str | None] = {}
        self._executions = self._rows = 0

    def below(
        self, execution: Any, path: tuple[str, ...]
    ) -> Iterator[FailedTask]:
        self._executions += 1
        if self._executions > MOST_EXECUTIONS:
            raise TooMuch(
                _('more than %d executions below it have failed')
                % MOST_EXECUTIONS
            )
        if execution.state == states.CANCELLED:
            raise CannotGoOn(
                _('%s was cancelled, and what was cancelled cannot go on')
                % (_in_task(path) or _('it'))
            )
        self._refuse_changed(execution)
        rows = [
            row.to_dict()
            for row in self._counted(
                self._mistral.tasks.of(execution.id, *failed_tasks.FIELDS)
            )
        ]
        for task in failed_tasks.to_run_again(execution.state_info, rows):
            yield from self._of_task(task, (*path, task['name']))

    def _of_task(
        self, task: dict[str, Any], path: tuple[str, ...]
    ) -> Iterator[FailedTask]:
        if task['type'] == _WORKFLOW:
            executions = failed_tasks.newest_by_index(
                self._counted(self._mistral.executions.of_task(task['id']))
            )
            ended = [
                each
                for each in executions
                if each.state in (states.ERROR, states.CANCELLED)
            ]
            if ended:
                if len(path) > DEEPEST:
                    raise CannotGoOn(
                        _(
                            '%(task)s runs a workflow that failed, %(most)d '
                            'workflows below others, and what is below is '
                            'not looked at'
                        )
                        % {'task': _in_task(path), 'most': DEEPEST}
                    )
                for each in ended:
                    yield from self.below(each, path)
                return
            self._refuse_items(task, path, [each.state for each in executions])
        elif failed_tasks.items(task) is not None:
            self._refuse_items(
                task,
                path,
                [
                    each.state
                    for each in self._counted(
                        self._mistral.action_executions.of_task(task['id'])
                    )
                    if each.accepted
                ],
            )
        yield FailedTask(task['id'], path, task['updated_at'] or '')

    def _counted(self, rows: Iterator[Any]) -> Iterator[Any]:
        """These rows, as long as they are not too many with all others."""
        for row in rows:
            self._rows += 1
            if self._rows > MOST_ROWS:
                raise TooMuch(
                    _(
                        'more than %d tasks, and runs of them, would have to '
                        'be looked at'
                    )
                    % MOST_ROWS
                )
            yield row

    def _refuse_items(
        self, task: dict[str, Any], path: tuple[str, ...], reported: list[str]
    ) -> None:
        """Refuse to repeat items that have succeeded.

        Mistral can let all items of a task run again, and no others.
        """
        count = failed_tasks.items(task)
        if count is not None and states.SUCCESS in reported:
            raise CannotGoOn(
                _(
                    '%(done)d of the %(all)d items of %(task)s have succeeded, '
                    'and Mistral can only let all of them run again (items that '
                    'run a workflow each, in place of an action, go on one by '
                    'one)'
                )
                % {
                    'done': reported.count(states.SUCCESS),
                    'all': count,
                    'task': _in_task(path),
                }
            )

    def _refuse_changed(self, execution: Any) -> None:
        """Refuse what would go on with a definition of the past."""
        identifier = execution.workflow_id
        if identifier not in self._changed:
            self._changed[identifier] = self._changed_at(identifier)
        changed = self._changed[identifier]
        # Whole seconds: one that changed in the first second is taken for
        # the one that runs.
        if changed is None or changed > execution.created_at:
            what = _('has been deleted') if changed is None else _('changed')
            raise CannotGoOn(
                _(
                    'workflow %(name)s %(what)s since it began, and Mistral goes '
                    'on with the definition of then'
                )
                % {'name': execution.workflow_name, 'what': what}
            )

    def _changed_at(self, identifier: str) -> str | None:
        """When a workflow was last changed; None if it is no more."""
        with errors.ignoring_not_found():
            found = self._mistral.workflows.get(identifier)
            return getattr(found, 'updated_at', None) or ''
        return None


def _in_task(path: tuple[str, ...]) -> str:
    return _('task %s') % ' > '.join(path) if path else ''
