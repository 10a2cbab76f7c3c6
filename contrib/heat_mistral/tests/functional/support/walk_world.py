"""What a random walk finds in Mistral, and somebody else who lives there."""

from collections.abc import Collection, Mapping
from typing import Any

import yaml
from mistralclient.api import base as mistral_base

from heat_mistral.tests.functional.support import walk_others, walk_templates

NOOP = {'tasks': {'t': {'action': 'std.noop'}}}
# The pattern that Mistral gives a cron trigger without one.
NEVER = '0 0 30 2 0'
FINISHED = ('SUCCESS', 'ERROR', 'CANCELLED')


class World:
    """What Mistral has under the names of one stack.

    :ivar ids: of the stack's workflows by short name, as long as they are
        the same ones.
    :ivar theirs: ids of all that is somebody else's.
    """

    def __init__(self, mistral: Any, name: str, project: str) -> None:
        """Prepare looking.

        :param project: id of the stack's: an administrator sees others, too.
        """
        self.mistral = mistral
        self.name = name
        self.project = project
        self.others = walk_others.World(mistral, name, project)
        self.ids: dict[str, str] = {}
        self.theirs: set[str] = set()
        self._before: Any = None
        self._known: dict[str, str] = {}

    def workflows(self) -> list[Any]:
        return [
            found
            for found in self.mistral.workflows.list()
            if self._is_here(found, found.name)
        ]

    def triggers(self) -> list[Any]:
        return [
            found
            for found in self.mistral.cron_triggers.list()
            if self._is_here(found, found.name)
        ]

    def _is_here(self, row: Any, name: str) -> bool:
        return row.project_id == self.project and name.startswith(self.name)

    def executions(self) -> dict[str, Any]:
        """Top-level ones by id."""
        return {
            found.id: found
            for found in self.mistral.executions.list(
                workflow_name=f'has:{self.name}', limit=1000
            )
            if not found.task_execution_id
            and self._is_here(found, found.workflow_name)
        }

    def runs(self) -> list[Any]:
        """Executions that the stack's run has had."""
        return [
            row
            for row in self.executions().values()
            if row.workflow_name == self._unchanging
        ]

    @property
    def _unchanging(self) -> str:
        """The workflow that the stack's run is of."""
        return f'{self.name}.v.r'

    # What must hold

    def left(self, shorts: Collection[str]) -> None:
        """Workflows of other names may go, with what they ran."""
        self.ids = {
            short: identifier
            for short, identifier in self.ids.items()
            if short in shorts
        }

    def check_ids(self, ids: Mapping[str, str]) -> None:
        """Workflows that stay are the same ones."""
        for short, identifier in self.ids.items():
            assert ids[short] == identifier, (short, ids, self.ids)
        self.ids = dict(ids)

    def check_workflows(self, good: walk_templates.Wanted) -> list[str]:
        """All are as wanted; the names of those that are not wanted."""
        rows = {
            found.id: found
            for found in self.workflows()
            if found.id not in self.theirs and found.name != self._unchanging
        }
        for short, identifier in self.ids.items():
            row = rows.pop(identifier)
            held = yaml.safe_load(row.definition)
            held['version'] = str(held['version'])
            _same(
                (row.name, row.namespace, row.scope, held),
                (
                    good.registered(short),
                    good.namespace,
                    'private',
                    good.held(short),
                ),
            )
        return [row.name for row in rows.values()]

    def check_triggers(
        self, good: walk_templates.Wanted, suspended: bool
    ) -> None:
        held = {
            row.name: {
                'workflow': row.workflow_id,
                'input': yaml.safe_load(row.workflow_input),
                'pattern': row.pattern,
                'first_time': (row.first_execution_time or '')[:16] or None,
                'left': row.remaining_executions,
            }
            for row in self.triggers()
            if row.id not in self.theirs
        }
        _same(
            held,
            {}
            if suspended
            else {
                self.trigger_name(number, wanted): {
                    'workflow': self.ids[wanted['short']],
                    'input': wanted['input'],
                    'pattern': wanted['pattern'] or NEVER,
                    'first_time': (
                        None
                        if wanted['first_time'] == walk_templates.PAST
                        else wanted['first_time']
                    ),
                    'left': wanted['count']
                    or (None if wanted['pattern'] else 1),
                }
                for number, wanted in good.triggers().items()
            },
        )

    def trigger_name(
        self, number: int, wanted: Mapping[str, Any]
    ) -> str | None:
        """The name of a trigger that is there."""
        return wanted['name'] or next(
            (
                row.name
                for row in self.triggers()
                if row.name.startswith(f'{self.name}-c{number}-')
            ),
            None,
        )

    def check_executions(self, listed: Collection[str]) -> None:
        """All are listed, and none of a workflow that stays is lost."""
        here = {
            identifier: row.workflow_id
            for identifier, row in self.executions().items()
            if row.workflow_id in self.ids.values()
        }
        assert here.keys() <= set(listed), (here, listed)
        lost = {
            identifier
            for identifier, workflow in self._known.items()
            if workflow in self.ids.values()
        } - here.keys()
        assert not lost, lost
        self._known = here

    def check_empty(self, kept: bool) -> None:
        """Nothing of the stack's is left, unless runs were to be kept."""
        found = [*self.workflows(), *self.triggers()] + [
            row
            for row in self.executions().values()
            if not (kept and row.state in FINISHED)
        ]
        found += self.others.left()
        left = [row.to_dict() for row in found if row.id not in self.theirs]
        assert not left, left

    # Somebody else

    def settle_stranger(self) -> None:
        """Somebody else has a name that the stack may come to want."""
        self.ids = {}
        name = f'{self.name}.w.d'
        (workflow,) = self.mistral.workflows.create(
            yaml.safe_dump({'version': '2.0', name: NOOP})
        )
        run = self.mistral.executions.create(workflow.id)
        trigger = self.mistral.cron_triggers.create(
            f'{self.name}-theirs', name, pattern=walk_templates.PATTERNS[0]
        )
        self.theirs = {
            workflow.id,
            run.id,
            trigger.id,
            *self.others.settle_stranger(),
        }
        self._before = self._theirs()

    def run_by_stranger(self) -> None:
        """Somebody else runs a workflow of the stack's."""
        for identifier in self.ids.values():
            run = self.mistral.executions.create(identifier)
            self.theirs.add(run.id)
            return

    def check_stranger(self) -> None:
        """What is somebody else's stays as it is."""
        _same(self._theirs(), self._before)
        runs = self.theirs - {row['id'] for row in self._before}
        assert runs <= self.executions().keys()

    def _theirs(self) -> list[dict[str, Any]]:
        return [
            row.to_dict()
            for row in [
                *self.workflows(),
                *self.triggers(),
                *self.others.everything(),
            ]
            if row.id in self.theirs
        ]

    def remove_stranger(self) -> None:
        for trigger in self.triggers():
            self.mistral.cron_triggers.delete(trigger.id)
        for workflow in self.workflows():
            self.mistral.workflows.delete(workflow.id)
        for identifier in self.executions():
            self.mistral.executions.delete(identifier, force=True)
        self.others.remove_stranger()

    # What somebody does to the stack's; true if it could be done

    def delete_workflow(
        self, good: walk_templates.Wanted, number: int
    ) -> bool:
        short = good.shorts[number % len(good.shorts)]
        try:
            self.mistral.workflows.delete(self.ids[short])
        except mistral_base.APIException as ex:
            if ex.error_code != 400:
                raise
            return False  # a trigger uses it
        del self.ids[short]
        return True

    def change_workflow(
        self, good: walk_templates.Wanted, number: int
    ) -> bool:
        short = good.shorts[number % len(good.shorts)]
        self.mistral.workflows.update(
            yaml.safe_dump({'version': '2.0', good.registered(short): NOOP}),
            id=self.ids[short],
            namespace=good.namespace,
            scope='private',
        )
        return True

    def delete_trigger(self, good: walk_templates.Wanted, number: int) -> bool:
        for each, wanted in good.triggers().items():
            # One with an end has reached it, for all that can be known.
            if each == number and wanted['pattern'] and not wanted['count']:
                self.mistral.cron_triggers.delete(
                    self.trigger_name(number, wanted)
                )
                return True
        return False

    def delete_action(self, good: walk_templates.Wanted, number: int) -> bool:
        return self.others.delete_action()

    def change_environment(
        self, good: walk_templates.Wanted, number: int
    ) -> bool:
        return self.others.change_environment()

    def delete_event_trigger(
        self, good: walk_templates.Wanted, number: int
    ) -> bool:
        return self.others.delete_event_trigger()


def _same(held: Any, wanted: Any) -> None:
    assert held == wanted, f'{held} instead of {wanted}'
