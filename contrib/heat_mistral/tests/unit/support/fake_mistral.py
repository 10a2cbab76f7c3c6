"""A Mistral over HTTP, for what a real one cannot be made to do at will.

It keeps what it is given and answers as Mistral does (the shapes, codes and
orders seen on a real one); each request can be made to fail before it takes
effect, or after (a lost reply).

Who asks is an administrator: what other projects have is listed, and found by
its name, as what their own project has.
"""

import json
import re
import textwrap
import uuid
from urllib import parse

import requests

from heat_mistral.core import definition
from heat_mistral.tests.unit.support import cloud, fake_actions, fake_more
from heat_mistral.tests.unit.support.fake_rows import delete as _delete
from heat_mistral.tests.unit.support.fake_rows import error as _error
from heat_mistral.tests.unit.support.fake_rows import filtered as _filtered
from heat_mistral.tests.unit.support.fake_rows import listed as _listed
from heat_mistral.tests.unit.support.fake_rows import page as _page
from heat_mistral.tests.unit.support.fake_rows import picked as _picked

# The pattern of a cron trigger that was given none.
NEVER = '0 0 30 2 0'


class FakeMistral(fake_actions.FakeActions, fake_more.MoreNouns):
    """State, and the log of requests as 'METHOD /path'.

    :ivar project_id: of who asks: what is made is in it, and no two workflows
        or triggers of one project have the same name.
    """

    def __init__(self, http):
        super().__init__()
        self.project_id = cloud.PROJECT
        self.workflows = {}
        self.executions = {}
        self.tasks = {}
        self._plots = {}
        self._playing = {}
        self.triggers = {}
        self.log = []
        self.finding = None
        self.bodies = []
        self.queries = []
        self.faults = []
        self._faults = []
        self._second = 0
        self._number = 0
        #: Called with (request, context) in place of ``_serve``.
        self.observe = self._serve
        for method in ('GET', 'POST', 'PUT', 'DELETE'):
            http.register_uri(
                method,
                re.compile(re.escape(cloud.URL)),
                json=lambda *args: self.observe(*args),
                headers={'Content-Type': 'application/json'},
            )

    def fail(self, pattern, status=None, text='', after=False):
        """Make the next request that matches fail once.

        :param status: HTTP status; None for a broken connection.
        :param after: let it take effect first.
        """
        self._faults.append((re.compile(pattern), status, text, after))

    def fail_in_turn(self, faults):
        """Decide on the next requests, whatever they are.

        :param faults: for each of them None, or a function of its line
            ('METHOD /path') that gives (status, text, after) as ``fail``
            takes them, or None.
        """
        self.faults = list(faults)

    def requests(self, pattern=''):
        return [line for line in self.log if re.match(pattern, line)]

    def named(self, name, namespace=None, project_id=None):
        """The first workflow of this name, in whichever project if None."""
        return next(
            (
                row
                for row in self.workflows.values()
                if row['name'] == name
                and namespace in (None, row['namespace'])
                and project_id in (None, row['project_id'])
            ),
            None,
        )

    # Serving

    def _serve(self, request, context):
        url = parse.urlsplit(request.url)
        path = parse.unquote(url.path[len('/v2') :])
        line = f'{request.method} {path}'
        self.log.append(line)
        self.bodies.append(request.text)
        self.queries.append(url.query)
        fault = next(
            (fault for fault in self._faults if fault[0].match(line)), None
        )
        if fault is not None:
            self._faults.remove(fault)
        elif self.faults:
            fault = self._in_turn(line)
        if fault is not None and not fault[3]:
            return self._broken(fault, context)
        query = {
            key: values[0] for key, values in parse.parse_qs(url.query).items()
        }
        handler = getattr(
            self, '_{}_{}'.format(request.method.lower(), path.split('/')[1])
        )
        answer = handler(path.split('/')[2:], query, request.text, context)
        if fault is not None:
            return self._broken(fault, context)
        return answer

    def _in_turn(self, line):
        decide = self.faults.pop(0)
        decided = None if decide is None else decide(line)
        return None if decided is None else (None, *decided)

    @staticmethod
    def _broken(fault, context):
        _pattern, status, text, _after = fault
        if status is None:
            raise requests.exceptions.ConnectionError('connection reset')
        return _error(context, status, text)

    def _uuid(self):
        # The same in every run of a test.
        self._number += 1
        return str(uuid.UUID(int=self._number, version=4))

    def _now(self):
        self._second += 1
        return f'2026-01-01 00:{self._second // 60:02}:{self._second % 60:02}'

    # Workflows

    def _post_workflows(self, path, query, text, context):
        if path[1:] == ['members']:
            return self._serve_members('post', path[0], [], text, context)
        if path == ['validate']:
            return {'valid': self.finding is None, 'error': self.finding}
        parsed = definition.parse(text)
        taken = [
            name
            for name in parsed.workflows
            if self.named(name, query.get('namespace', ''), self.project_id)
        ]
        if taken:
            return _error(
                context,
                409,
                f'Duplicate entry for WorkflowDefinition [{taken[0]}]',
            )
        texts = definition.qualify(
            parsed, {name: name for name in parsed.workflows}, {}
        )
        rows = [
            self._workflow(self._uuid(), name, texts[name], query)
            for name in parsed.workflows
        ]
        context.status_code = 201
        return {'workflows': rows}

    def _workflow(self, identifier, name, text, query):
        before = self.workflows.get(identifier, {})
        row = {
            'id': identifier,
            'name': name,
            'definition': text,
            'namespace': query.get('namespace', ''),
            'scope': query.get('scope', 'private'),
            'project_id': before.get('project_id', self.project_id),
        }
        self.workflows[identifier] = row
        return row

    def add(self, name, text, **more):
        """A workflow, as if somebody had made it.

        :param more: further columns: another project's has its project_id.
        """
        row = self._workflow(self._uuid(), name, textwrap.dedent(text), {})
        row.update(more)
        return row

    def _put_workflows(self, path, query, text, context):
        if path[0] not in self.workflows:
            return _error(context, 404, 'Workflow not found')
        (name,) = definition.parse(text).workflows
        taken = self.named(
            name,
            query.get('namespace', ''),
            self.workflows[path[0]]['project_id'],
        )
        if taken is not None and taken['id'] != path[0]:
            return _error(context, 500, 'UNIQUE constraint failed')
        return self._workflow(path[0], name, text, query)

    def _get_workflows(self, path, query, _text, context):
        if path[1:] == ['members']:
            return self._serve_members('get', path[0], [], '', context)
        if path:
            row = self.workflows.get(path[0]) or self.named(path[0])
            return row or _error(context, 404, 'Workflow not found')
        return {'workflows': _page(_filtered(self.workflows, query), query)}

    def _delete_workflows(self, path, _query, _text, context):
        if path[1:2] == ['members']:
            return self._serve_members(
                'delete', path[0], path[2:], '', context
            )
        if any(
            row['workflow_id'] == path[0]
            for row in self.event_triggers.values()
        ):
            return _error(
                context,
                400,
                "Can't delete workflow that has event triggers associated.",
            )
        if any(
            row['workflow_id'] == path[0] for row in self.triggers.values()
        ):
            return _error(
                context,
                400,
                "Can't delete workflow that has cron triggers associated.",
            )
        return _delete(self.workflows, path[0], context)

    # Executions

    def _post_executions(self, _path, _query, text, context):
        body = json.loads(text)
        context.status_code = 201
        if body['id'] in self.executions:
            return self.executions[body['id']]
        workflow = self.workflows.get(body['workflow_id'])
        if workflow is None:
            return _error(context, 404, 'Workflow not found')
        row = self.run(
            workflow['id'],
            body['id'],
            body.get('description', ''),
            'RUNNING',
            body.get('input', '{}'),
            body.get('params', '{}'),
        )
        self._playing[row['id']] = list(self._plots.get(workflow['name'], ()))
        return row

    def plays(self, name, *changes):
        """How runs of this workflow go on, a change for each GET of one.

        :param changes: maps that the execution's row takes up in turn.
        """
        self._plots[name] = changes

    def failed_task(self, execution_id, name, state_info):
        """A task of an execution that has failed, as if it had been run.

        :returns: its id.
        """
        return self.task(execution_id, name, 'ERROR', state_info)

    def task(self, execution_id, name, state, state_info=None, kind='ACTION'):
        """A task of an execution, new or in another state than before.

        :returns: its id.
        """
        row = next(
            (
                row
                for row in self.tasks.values()
                if row['name'] == name
                and row['workflow_execution_id'] == execution_id
            ),
            None,
        )
        if row is None:
            row = {
                'id': self._uuid(),
                'name': name,
                'type': kind,
                'created_at': self._now(),
                'started_at': self._now(),
                'finished_at': None,
                'runtime_context': '{}',
                'workflow_execution_id': execution_id,
            }
        row.update(
            state=state,
            state_info=state_info,
            updated_at=self._now(),
            # What follows an end is begun with it.
            processed=state in ('SUCCESS', 'ERROR', 'CANCELLED', 'SKIPPED'),
        )
        self.tasks[row['id']] = row
        return row['id']

    def run(
        self,
        workflow_id,
        identifier=None,
        description='',
        state='SUCCESS',
        given='{}',
        params='{}',
        task=None,
        root=None,
    ):
        """An execution, as if somebody had started it."""
        row = {
            'id': identifier or self._uuid(),
            'workflow_id': workflow_id,
            'workflow_name': self.workflows[workflow_id]['name'],
            'state': state,
            'state_info': None,
            'input': given,
            'params': params,
            'output': '{}',
            'description': description,
            'created_at': self._now(),
            'task_execution_id': task,
            'root_execution_id': root,
            'updated_at': self._now(),
        }
        self.executions[row['id']] = row
        return row

    def _get_executions(self, path, query, _text, context):
        if path and path[0] not in self.executions:
            return _error(context, 404, 'Execution not found')
        if path[1:] == ['tasks']:
            return {
                'tasks': _listed(
                    self.tasks, dict(query, workflow_execution_id=path[0])
                )
            }
        if path:
            row = self.executions[path[0]]
            if self._playing.get(path[0]):
                row.update(self._playing[path[0]].pop(0))
            return _picked(row, query)
        return {'executions': _listed(self.executions, query)}

    def _put_executions(self, path, _query, text, context):
        row = self.executions.get(path[0])
        if row is None:
            return _error(context, 404, 'Execution not found')
        given = json.loads(text)
        row.update(state=given['state'], state_info=given.get('state_info'))
        self._playing.pop(path[0], None)
        return row

    def _delete_executions(self, path, query, _text, context):
        row = self.executions.get(path[0])
        if (
            row is not None
            and row['state'] == 'RUNNING'
            and not query.get('force')
        ):
            return _error(
                context, 403, 'Only completed executions can be deleted.'
            )
        return _delete(self.executions, path[0], context)

    # Cron triggers

    def _post_cron_triggers(self, _path, _query, text, context):
        body = json.loads(text)
        workflow = self.workflows.get(body.get('workflow_id')) or self.named(
            body.get('workflow_name'), ''
        )
        if workflow is None:
            return _error(context, 404, 'Workflow not found')
        if not (body['pattern'] or body['remaining_executions']):
            body['remaining_executions'] = 1
        row = {
            'id': self._uuid(),
            'name': body['name'],
            'workflow_id': workflow['id'],
            'workflow_name': workflow['name'],
            'workflow_input': body.get('workflow_input', '{}'),
            'workflow_params': body.get('workflow_params', '{}'),
            'pattern': body['pattern'] or NEVER,
            'first_execution_time': body['first_execution_time'],
            'next_execution_time': '2100-01-01 00:00:00',
            'remaining_executions': body['remaining_executions'],
            'project_id': self.project_id,
        }
        if any(
            row['project_id'] == other['project_id']
            and (
                row['name'] == other['name']
                or _content(row) is not None
                and _content(row) == _content(other)
            )
            for other in self.triggers.values()
        ):
            return _error(context, 409, 'Duplicate entry for CronTrigger')
        self.triggers[row['id']] = row
        context.status_code = 201
        return row

    def _get_cron_triggers(self, path, query, _text, context):
        if path:
            found = [
                row
                for row in self.triggers.values()
                if path[0] in (row['id'], row['name'])
            ]
            return (
                found[0]
                if found
                else _error(context, 404, 'Cron trigger not found')
            )
        return {'cron_triggers': _page(_filtered(self.triggers, query), query)}

    def _delete_cron_triggers(self, path, _query, _text, context):
        return _delete(self.triggers, path[0], context)


def _content(trigger):
    """What no two triggers share; None where a part is null."""
    content = [
        trigger.get(key)
        for key in (
            'workflow_name',
            'workflow_input',
            'workflow_params',
            'pattern',
            'remaining_executions',
            'first_execution_time',
        )
    ]
    return None if None in content else content
