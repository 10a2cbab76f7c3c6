"""What Mistral has of one stack, in a form that is the same for another."""

import json
import re
from typing import Any

import yaml

_PHYSICAL = re.compile(r'-[a-z0-9]{12}\b')


class Looker:
    """Looks at what belongs to one stack.

    :param mistral: of the stack's user, not through the proxy.
    """

    def __init__(self, mistral: Any, project: str) -> None:
        self._mistral = mistral
        self._project = project

    def things(self, marks: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """All but executions: what each has, by kind and name.

        :param marks: texts that no other stack has in its names.
        """
        return {
            'workflows': {
                name: (
                    row.scope,
                    _read(row.definition, marks),
                    row.tags,
                    sorted(
                        each.member_id
                        for each in self._mistral.members.list(
                            row.id, 'workflow'
                        )
                    ),
                )
                for name, row in self._rows('workflows', marks)
            },
            'cron triggers': {
                name: (
                    row.pattern,
                    _plain(row.workflow_name, marks),
                    row.workflow_input,
                )
                for name, row in self._rows('cron_triggers', marks)
            },
            'event triggers': {
                name: (_plain(row.event, marks), row.workflow_input)
                for name, row in self._rows('event_triggers', marks)
            },
            'environments': {
                name: _variables(self._mistral.environments.get(row.name))
                for name, row in self._rows('environments', marks)
            },
            'actions': {
                name: _read(row.definition, marks)
                for name, row in self._rows('actions', marks)
            },
            'sources': {
                name: row.content if hasattr(row, 'content') else row.version
                for name, row in self._rows('code_sources', marks)
            },
            'dynamic actions': {
                name: row.class_name
                for name, row in self._rows('dynamic_actions', marks)
            },
        }

    def runs(self, marks: tuple[str, ...]) -> dict[str, tuple[str, str]]:
        """Executions: workflow and input by id."""
        return {
            row.id: (
                _plain(row.workflow_name, marks),
                json.dumps(json.loads(row.input), sort_keys=True),
            )
            for row in self._mistral.executions.list()
            if any(mark in row.workflow_name for mark in marks)
            and row.project_id == self._project
        }

    def notification(self, marks: tuple[str, ...]) -> tuple[str, Any] | None:
        """What Mistral sends of the newest run, and where to; None if none.

        None, too, while that run has not ended.
        """
        newest = self._newest(marks)
        if newest is None or newest.state != 'SUCCESS':
            return None
        run = self._mistral.executions.get(newest.id)
        told = ('id', 'workflow_name', 'workflow_id', 'state', 'project_id')
        body = {name: getattr(run, name) for name in told}
        body |= {'name': run.workflow_name, 'task_execution_id': None}
        body |= {'root_execution_id': None, 'state_info': None}
        return json.loads(run.params)['notify'][-1]['url'], body

    def attempts(self, marks: tuple[str, ...]) -> int:
        """How often the task of the newest run has run."""
        (task,) = self._mistral.tasks.list(self._newest(marks).id)
        return len(self._mistral.action_executions.list(task.id))

    def _newest(self, marks: tuple[str, ...]) -> Any:
        rows = self._mistral.executions.list(
            sort_keys='created_at', sort_dirs='desc'
        )
        return next(
            (
                row
                for row in rows
                if any(mark in row.workflow_name for mark in marks)
            ),
            None,
        )

    def switch(self, name: str, base: str) -> None:
        """Make an ad-hoc action of a base, or give it another one."""
        text = f"version: '2.0'\n{name}: {{base: {base}}}\n"
        there = any(row.name == name for row in self._mistral.actions.list())
        actions = self._mistral.actions
        (actions.update if there else actions.create)(text)

    def remove_switch(self, name: str) -> None:
        """Delete the action, where it is there."""
        if any(row.name == name for row in self._mistral.actions.list()):
            self._mistral.actions.delete(name)

    def anything(self, marks: tuple[str, ...]) -> list[str]:
        """The names of all there is."""
        found = [
            f'{kind}: {name}'
            for kind, rows in self.things(marks).items()
            for name in rows
        ]
        return found + [f'execution of {x}' for x in self.runs(marks).values()]

    def ids(self, marks: tuple[str, ...]) -> dict[str, str]:
        """Of what stays the same thing when it is changed."""
        return {
            f'{kind}: {name}': row.id
            for kind in ('workflows', 'environments', 'actions')
            for name, row in self._rows(kind, marks)
            if getattr(row, 'definition', 'none') is not None
        }

    def _rows(
        self, kind: str, marks: tuple[str, ...]
    ) -> list[tuple[str, Any]]:
        try:
            rows = getattr(self._mistral, kind).list()
        except Exception as ex:
            # Python sources are for administrators.
            if getattr(ex, 'error_code', None) != 403:
                raise
            return []
        found = [
            row
            for row in rows
            if any(mark in row.name for mark in marks)
            and getattr(row, 'project_id', None) == self._project
        ]
        names = [_plain(row.name, marks) for row in found]
        # Two of one name must not look like one.
        assert len(set(names)) == len(names), names
        return sorted(zip(names, found, strict=True), key=lambda each: each[0])


def _variables(row: Any) -> Any:
    value = row.variables
    return json.loads(value) if isinstance(value, str) else value


def _read(definition: str | None, marks: tuple[str, ...]) -> Any:
    # What came with others is stored in another form than what came alone.
    return yaml.safe_load(_plain(definition or '', marks))


def _plain(text: str, marks: tuple[str, ...]) -> str:
    for mark in marks:
        text = text.replace(mark, '...')
    return _PHYSICAL.sub('', text)
