"""Another project that has the very names of a walk's stack.

To an administrator Mistral shows what all projects have, and it looks names
up in all of them: nothing of another project may be shown, changed, run or
deleted by a stack.
"""

from typing import Any

import yaml

from heat_mistral.tests.functional.support import walk_templates


class Neighbour:
    """Somebody in another project, for the length of one walk."""

    def __init__(self, mistral: Any, name: str, project: str) -> None:
        self._mistral = mistral
        self._name = name
        self._project = project
        self._before: list[dict[str, Any]] = []

    def settle(self) -> None:
        """Make what has the names that the stack's will have."""
        name = self._name
        self._mistral.workflows.create(
            "version: '2.0'\n"
            + ''.join(
                f'{name}.{each}: {{tasks: {{t: {{action: std.noop}}}}}}\n'
                for each in ('w.a', 'w.b', 'w.c', 'v.r')
            )
        )
        self._mistral.executions.create(f'{name}.w.a')
        self._mistral.cron_triggers.create(
            f'{name}-nightly0',
            f'{name}.w.a',
            pattern=walk_templates.PATTERNS[1],
        )
        self._mistral.actions.create(
            yaml.safe_dump(
                {'version': '2.0', f'{name}.a.say': {'base': 'std.noop'}}
            )
        )
        self._mistral.environments.create(
            name=f'{name}-env', variables='{"whose": "the neighbour\'s"}'
        )
        self._before = self._rows()

    def check(self) -> None:
        """All is there, as it was."""
        now = self._rows()
        assert now == self._before, f'{now} instead of {self._before}'

    def remove(self) -> None:
        for row in self._found('cron_triggers'):
            self._mistral.cron_triggers.delete(row.id)
        for row in self._found('executions'):
            self._mistral.executions.delete(row.id, force=True)
        for kind in ('workflows', 'actions'):
            for row in self._found(kind):
                getattr(self._mistral, kind).delete(row.id)
        for row in self._found('environments'):
            self._mistral.environments.delete(row.name)

    def _found(self, kind: str) -> list[Any]:
        return [
            row
            for row in getattr(self._mistral, kind).list()
            if (
                row.workflow_name if kind == 'executions' else row.name
            ).startswith(self._name)
            and row.project_id == self._project
        ]

    def _rows(self) -> list[dict[str, Any]]:
        rows = [
            row.to_dict()
            for kind in (
                'workflows',
                'cron_triggers',
                'actions',
                'environments',
                'executions',
            )
            for row in self._found(kind)
        ]
        # A run ends in its own time.
        for row in rows:
            if 'task_execution_id' in row:
                for key in ('state', 'state_info', 'output', 'updated_at'):
                    row.pop(key, None)
        return rows
