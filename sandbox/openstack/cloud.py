"""What the services of a fake OpenStack have, and what they do."""

import datetime
import re
import threading
import uuid

# What it is while something is being done to it, and then.
STATES = {
    'backups': ('creating', 'available'),
    'databases': ('NEW', 'COMPLETED'),
    'images': ('queued', 'active'),
    'snapshots': ('creating', 'available'),
}


# What Cinder and Nova call an answer's status.
FAULTS = {
    400: 'badRequest',
    401: 'error',
    404: 'itemNotFound',
    409: 'conflictingRequest',
}


def _plain(item):
    """As the API shows it."""
    return {k: v for k, v in item.items() if not k.startswith('_')}


class Refused(Exception):
    """The answer to a request that cannot be met."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Cloud:
    """What there is, by kind and id, and what can be done with it."""

    def __init__(self, whose):
        """A cloud with nothing in it.

        :param whose: the project of a token; None if it is not valid.
        """
        self.kinds = {}
        self.requests = []
        self.behave()
        self.lock = threading.Lock()
        self._whose = whose

    def behave(self):
        """End what is begun well, after one look; the first state of all."""
        self.ends = {kind: end for kind, (_, end) in STATES.items()}
        # How often what has been begun is seen so; 0: it ends at once.
        self.looks = 1
        # The largest page of a list.
        self.page = 1000

    def add(self, kind, project, **fields):
        """Put something there, as if it had been there before."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        item = {'id': str(uuid.uuid4()), 'created_at': now.isoformat()}
        item |= {'_project': project, '_next': None, **fields}
        self.kinds.setdefault(kind, {})[item['id']] = item
        return item

    def of(self, kind, project):
        """All of a kind that the project has, the newest first."""
        return [
            item
            for item in reversed(self.kinds.get(kind, {}).values())
            if item['_project'] == project
        ]

    def answer(self, method, path, query, body, token):
        """Status and JSON of the answer to a request."""
        with self.lock:
            self.requests.append(f'{method} {path}')
            try:
                project = self._whose(token)
                if project is None:
                    raise Refused(401, 'The request requires authentication.')
                for rule, call in ROUTES.items():
                    found = re.fullmatch(rule, f'{method} {path}')
                    if found:
                        return call(
                            self, project, *found.groups(), query, body
                        )
                raise Refused(404, 'The resource could not be found.')
            except Refused as error:
                told = {'code': error.status, 'message': str(error)}
                return error.status, {FAULTS[error.status]: told}

    def get(self, kind, project, id_):
        item = self.kinds.get(kind, {}).get(id_)
        if item is None or item['_project'] != project:
            raise Refused(
                404, f'{kind[:-1].title()} {id_} could not be found.'
            )
        return item

    def begin(self, kind, project, **fields):
        state, _ = STATES[kind]
        item = self.add(kind, project, status=state, **fields)
        self._change(item, status=self.ends[kind])
        return item

    def _change(self, item, **then):
        """What it will be like, after it was looked at."""
        if self.looks:
            item |= {'_next': then, '_looks': self.looks}
        else:
            item |= then

    def _shown(self, item):
        """As it is now; the next time it is further."""
        shown = _plain(item)
        if item['_next']:
            item['_looks'] -= 1
            if not item['_looks']:
                item |= item['_next'] | {'_next': None}
        return shown

    def show(self, project, kind, id_, _query, _body):
        shown = self._shown(self.get(kind, project, id_))
        return 200, {kind[:-1]: shown}

    def show_image(self, project, id_, _query, _body):
        return 200, self._shown(self.get('images', project, id_))

    def show_database_backup(self, project, id_, _query, _body):
        return 200, {
            'backup': self._shown(self.get('databases', project, id_))
        }

    def _listed(self, kind, project, query, filters):
        """A page, and whether there are more."""
        rows = [
            _plain(item)
            for item in self.of(kind, project)
            if all(str(item.get(k)) == v for k, v in filters.items())
        ]
        if 'marker' in query:
            ids = [row['id'] for row in rows]
            rows = rows[ids.index(query['marker']) + 1 :]
        size = min(int(query.get('limit', self.page)), self.page)
        return rows[:size], len(rows) > size

    def list_backups(self, project, query, _body):
        filters = {k: v for k, v in query.items() if k == 'volume_id'}
        rows, more = self._listed('backups', project, query, filters)
        links = [{'rel': 'next', 'href': 'http://elsewhere.invalid/'}]
        return 200, {'backups': rows} | (
            {'backups_links': links} if more else {}
        )

    def list_images(self, project, query, _body):
        known = ('limit', 'marker', 'sort_key', 'sort_dir')
        filters = {k: v for k, v in query.items() if k not in known}
        rows, more = self._listed('images', project, query, filters)
        return 200, {'images': rows} | ({'next': '/v2/images'} if more else {})

    def create_backup(self, project, _query, body):
        """As Cinder does it: the parent is the latest, and available."""
        asked = body['backup']
        self.get('volumes', project, asked['volume_id'])
        parent = None
        if asked.get('incremental'):
            parents = [
                item
                for item in self.of('backups', project)
                if item['volume_id'] == asked['volume_id']
            ]
            if not parents:
                raise Refused(
                    400,
                    'Invalid backup: No backups available to do an '
                    'incremental backup.',
                )
            parent = max(parents, key=lambda item: item['data_timestamp'])
            if parent['status'] != 'available':
                raise Refused(
                    400,
                    'Invalid backup: The parent backup must be available '
                    'for incremental backup.',
                )
        made = self.begin(
            'backups',
            project,
            name=asked.get('name'),
            volume_id=asked['volume_id'],
            is_incremental=parent is not None,
            fail_reason=None,
            _parent=parent and parent['id'],
        )
        made['data_timestamp'] = made['created_at']
        if self.ends['backups'] == 'error':
            self._change(
                made, status='error', fail_reason='No space left on device'
            )
        return 202, {'backup': {'id': made['id'], 'name': made['name']}}

    def create_snapshot(self, project, _query, body):
        asked = body['snapshot']
        volume = self.get('volumes', project, asked['volume_id'])
        made = self.begin(
            'snapshots',
            project,
            name=asked.get('name'),
            volume_id=volume['id'],
            size=1,
        )
        return 202, {'snapshot': _plain(made)}

    def create_database_backup(self, project, _query, body):
        asked = body['backup']
        made = self.begin(
            'databases',
            project,
            name=asked['name'],
            instance_id=asked['instance'],
            parent_id=asked.get('parent_id'),
        )
        return 202, {'backup': _plain(made)}

    def act(self, project, id_, _query, body):
        """What a server is told to do."""
        server = self.get('servers', project, id_)
        ((action, asked),) = body.items()
        if action == 'createImage':
            image = self.begin('images', project, name=asked['name'])
            return 202, {'image_id': image['id']}
        needed, power, then = {
            'os-start': ('SHUTOFF', 1, 'ACTIVE'),
            'os-stop': ('ACTIVE', 4, 'SHUTOFF'),
        }[action]
        if server['status'] != needed:
            raise Refused(
                409,
                f"Cannot '{action[3:]}' instance {id_} while it is in "
                f'vm_state {server["status"].lower()}',
            )
        self._change(server, status=then, **{'OS-EXT-STS:power_state': power})
        return 202, {}


_CINDER = r' /volume/v3/\w+'
_TROVE = r' /database/v1.0/\w+'
ROUTES = {
    f'GET{_CINDER}/backups/detail': Cloud.list_backups,
    f'GET{_CINDER}/(backups|snapshots|volumes)/([^/]+)': Cloud.show,
    f'POST{_CINDER}/backups': Cloud.create_backup,
    f'POST{_CINDER}/snapshots': Cloud.create_snapshot,
    r'GET /compute/v2.1/(servers)/([^/]+)': Cloud.show,
    r'POST /compute/v2.1/servers/([^/]+)/action': Cloud.act,
    r'GET /image/v2/images': Cloud.list_images,
    r'GET /image/v2/images/([^/]+)': Cloud.show_image,
    f'POST{_TROVE}/backups': Cloud.create_database_backup,
    f'GET{_TROVE}/backups/([^/]+)': Cloud.show_database_backup,
}
