"""Ad-hoc actions of a FakeMistral, runs of actions, and what is built in."""

import json

from heat_mistral.core.definition import actions
from heat_mistral.tests.unit.support import fake_rows as rows
from heat_mistral.tests.unit.support import fake_sources

#: What is there without anybody's doing.
BUILT_IN = {
    name: {
        'id': name,
        'name': name,
        'definition': '',
        'namespace': '',
        'scope': None,
        'project_id': None,
        'input': given,
    }
    for name, given in (
        ('std.noop', ''),
        ('std.echo', 'output, delay=0'),
        ('std.http', 'url, method="GET"'),
    )
}


class FakeActions(fake_sources.FakeSources):
    """A part of FakeMistral.

    :ivar actions: ad-hoc ones, and action_executions: rows by id.
    """

    def __init__(self):
        super().__init__()
        self.actions = {}
        self.action_executions = {}

    def _post_actions(self, path, query, text, context):
        if path == ['validate']:
            return {'valid': self.finding is None, 'error': self.finding}
        namespace = query.get('namespace', '')
        parsed = actions.parse(text)
        for name in parsed.actions:
            if self._action_named(name, namespace, self.project_id):
                return rows.error(
                    context, 409, f'Duplicate entry for Action: {name}'
                )
        context.status_code = 201
        return {
            'actions': [
                self.add_action(name, text, namespace=namespace)
                for name in parsed.actions
            ]
        }

    def add_action(self, name, text, **more):
        """An ad-hoc action, as if somebody had made it.

        :param more: columns: another project's has its project_id.
        """
        inputs = actions.parse(text).actions[name].body.get('input', ())
        row = {
            'id': self._uuid(),
            'name': name,
            'definition': text,
            'namespace': '',
            'scope': 'private',
            'project_id': self.project_id,
            'input': ', '.join(
                entry
                if isinstance(entry, str)
                else '='.join((*entry, json.dumps(*entry.values())))
                for entry in inputs
            ),
            **more,
        }
        self.actions[row['id']] = row
        return row

    def _action_named(self, name, namespace, project_id=None):
        return next(
            (
                row
                for row in self.actions.values()
                if (row['name'], row['namespace']) == (name, namespace)
                and project_id in (None, row['project_id'])
            ),
            None,
        )

    def _put_actions(self, path, query, text, context):
        row = self.actions.get(path[0])
        if row is None:
            return rows.error(context, 404, 'Action definition not found')
        (name,) = actions.parse(text).actions
        namespace = query.get('namespace', '')
        taken = self._action_named(name, namespace, row['project_id'])
        if taken is not None and taken is not row:
            return rows.error(context, 500, 'UNIQUE constraint failed')
        del self.actions[path[0]]
        made = self.add_action(
            name,
            text,
            id=row['id'],
            namespace=namespace,
            scope=query.get('scope', 'private'),
            project_id=row['project_id'],
        )
        return {'actions': [made]}

    def _get_actions(self, path, query, text, context):
        namespace = query.get('namespace', '')
        if path:
            # By its name alone, and in whichever project.
            row = self._action_named(path[0], namespace)
            if row is None and self.dynamic_named(path[0], namespace):
                return super()._get_actions(path, query, text, context)
            row = row or BUILT_IN.get(path[0])
            return row or rows.error(context, 404, 'Action not found')
        made_of_sources = self.listed_actions()
        if isinstance(made_of_sources, str):
            return rows.error(context, 500, made_of_sources)
        found = dict(
            enumerate(
                [*self.actions.values(), *made_of_sources, *BUILT_IN.values()]
            )
        )
        return {
            'actions': rows.filtered(found, {**query, 'namespace': namespace})
        }

    def _delete_actions(self, path, _query, _text, context):
        return rows.delete(self.actions, path[0], context)

    def action_run(self, name, state='RUNNING', **more):
        """A run of an action, as if a workflow had begun it."""
        row = {
            'id': self._uuid(),
            'name': name,
            'state': state,
            'project_id': self.project_id,
            'workflow_name': 'w',
            'workflow_namespace': '',
            'task_execution_id': None,
            'created_at': self._now(),
            **more,
        }
        self.action_executions[row['id']] = row
        return row

    def _get_action_executions(self, _path, query, _text, _context):
        return {
            'action_executions': rows.listed(self.action_executions, query)
        }

    def _put_action_executions(self, path, _query, text, context):
        row = self.action_executions.get(path[0])
        if row is None:
            return rows.error(context, 404, 'Action execution not found')
        row.update(json.loads(text))
        return row

    def _get_tasks(self, path, query, _text, context):
        if path[1:] == ['action_executions']:
            of_task = dict(query, task_execution_id=path[0])
            return {
                'action_executions': rows.listed(
                    self.action_executions, of_task
                )
            }
        return self.tasks.get(path[0]) or rows.error(
            context, 404, 'Task not found'
        )

    def _put_tasks(self, path, _query, text, context):
        """Let a failed task run again, and what it is a part of go on."""
        task = self.tasks.get(path[0])
        if task is None:
            return rows.error(context, 404, 'Task not found')
        if task['state'] != 'ERROR':
            return rows.error(
                context, 400, 'The current task execution must be in ERROR'
            )
        task.update(json.loads(text), updated_at=self._now())
        run = self.executions[task['workflow_execution_id']]
        while run is not None:
            run.update(state='RUNNING', state_info=None)
            above = self.tasks.get(run['task_execution_id'])
            run = above and self.executions[above['workflow_execution_id']]
        return task
