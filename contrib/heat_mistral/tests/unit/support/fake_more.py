"""What the Mistral over HTTP answers of environments, event triggers and
members; a part of FakeMistral (fake_mistral.py), seen on a real one, too."""

import json

from heat_mistral.tests.unit.support.fake_rows import error


class MoreNouns:
    """State and answers of nouns that are not workflows or their runs."""

    def __init__(self):
        super().__init__()
        self.environments = {}
        self.event_triggers = {}
        self.members = {}

    # Environments: known by name alone, and the first one is taken

    def _reachable_environments(self, name):
        """What a request by name meets: own ones, and public ones of all."""
        return [
            row
            for row in self.environments.values()
            if row['name'] == name
            and (
                row['project_id'] == self.project_id
                or row['scope'] == 'public'
            )
        ]

    def add_environment(self, name, variables, **more):
        """An environment, as if somebody had made it."""
        row = {
            'id': self._uuid(),
            'name': name,
            'description': None,
            'variables': json.dumps(variables),
            'scope': 'private',
            'project_id': self.project_id,
            **more,
        }
        self.environments[row['id']] = row
        return row

    def _post_environments(self, _path, _query, text, context):
        body = json.loads(text)
        if any(
            row['name'] == body['name']
            and row['project_id'] == self.project_id
            for row in self.environments.values()
        ):
            return error(context, 409, 'Duplicate entry for Environment')
        context.status_code = 201
        return self.add_environment(**body)

    def _put_environments(self, _path, _query, text, context):
        body = json.loads(text)
        found = self._reachable_environments(body['name'])
        if not found:
            return error(context, 404, 'Environment not found')
        if 'variables' in body:
            body['variables'] = json.dumps(body['variables'])
        found[0].update(body)
        return found[0]

    def _get_environments(self, path, query, _text, context):
        if path:
            found = self._reachable_environments(path[0])
            return (
                found[0]
                if found
                else error(context, 404, 'Environment not found')
            )
        wanted = query['name'].partition(':')[2]
        return {
            'environments': [
                row
                for row in self.environments.values()
                if row['name'] == wanted
            ]
        }

    def _delete_environments(self, path, _query, _text, context):
        found = self._reachable_environments(path[0])
        if not found:
            return error(context, 404, 'Environment not found')
        for row in found:
            del self.environments[row['id']]
        context.status_code = 204
        return None

    # Event triggers

    def _post_event_triggers(self, _path, _query, text, context):
        body = json.loads(text)
        row = {
            'id': self._uuid(),
            'workflow_input': '{}',
            'workflow_params': '{}',
            'project_id': self.project_id,
            'scope': 'private',
            **body,
        }
        if row['workflow_id'] not in self.workflows:
            return error(context, 404, 'Workflow not found')
        if any(_key(row) == _key(other) for other in self._events()):
            return error(context, 409, 'Duplicate entry for EventTrigger')
        self.event_triggers[row['id']] = row
        context.status_code = 201
        return row

    def _put_event_triggers(self, path, _query, text, context):
        row = self.event_triggers.get(path[0])
        if row is None:
            return error(context, 404, 'Event trigger not found')
        body = json.loads(text)
        if {'exchange', 'topic', 'event'} & body.keys():
            return error(context, 400, 'Can not update fields')
        after = {**row, **body}
        if after['workflow_id'] not in self.workflows or any(
            _key(after) == _key(other)
            for other in self._events()
            if other is not row
        ):
            return error(context, 500, 'IntegrityError')
        row.update(body)
        return row

    def _get_event_triggers(self, path, query, _text, context):
        if path:
            return self.event_triggers.get(path[0]) or error(
                context, 404, 'Event trigger not found'
            )
        if query.keys() - {'limit', 'marker'}:
            return error(context, 500, "'NoneType' object has no attribute")
        rows = list(self.event_triggers.values())
        if query.get('marker'):
            ids = [row['id'] for row in rows]
            rows = rows[ids.index(query['marker']) + 1 :]
        return {'event_triggers': rows}

    def _delete_event_triggers(self, path, _query, _text, context):
        if self.event_triggers.pop(path[0], None) is None:
            return error(context, 404, 'Event trigger not found')
        context.status_code = 204
        return None

    def _events(self):
        return list(self.event_triggers.values())

    # Members, below their workflow

    def _serve_members(self, method, workflow_id, path, text, context):
        """An answer of /workflows/<id>/members."""
        members = self.members.setdefault(workflow_id, {})
        if method == 'get':
            return {
                'members': [
                    {
                        'id': f'{workflow_id}-{member_id}',
                        'member_id': member_id,
                        'project_id': self.project_id,
                        'status': status,
                    }
                    for member_id, status in members.items()
                ]
            }
        if method == 'post':
            member_id = json.loads(text)['member_id']
            if self.workflows[workflow_id]['scope'] != 'private':
                return error(
                    context, 400, 'Only private resource could be shared.'
                )
            if member_id in members:
                return error(context, 409, 'Duplicate entry')
            members[member_id] = 'pending'
            context.status_code = 201
            return {'member_id': member_id, 'status': 'pending'}
        if members.pop(path[0], None) is None:
            return error(context, 404, 'Resource member not found')
        context.status_code = 204
        return None


def _key(row):
    """What no two event triggers share."""
    return [
        row[key]
        for key in ('exchange', 'topic', 'event', 'workflow_id', 'project_id')
    ]
