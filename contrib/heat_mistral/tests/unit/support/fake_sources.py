"""Code sources and dynamic actions of a FakeMistral.

What Mistral finds out by executing a source is told here by its syntax tree,
or by a comment: ``# fault: <what Mistral says>``.
"""

import json
import re

from heat_mistral.core import code_source
from heat_mistral.tests.unit.support import fake_rows as rows

_FAULT = re.compile(r'# fault: (.*)')


class FakeSources:
    """A part of FakeMistral, which says what its members are.

    :ivar sources: and dynamic: rows by id.
    """

    def __init__(self):
        super().__init__()
        self.sources = {}
        self.dynamic = {}
        #: Ids of what was tried, in its own namespace.
        self.tried = set()

    def listed_actions(self):
        """What GET /actions would answer: an error for one that is broken."""
        shown = [
            self.shown_action(row)
            for row in self.dynamic.values()
            if row['namespace'] == ''
        ]
        return next((each for each in shown if isinstance(each, str)), shown)

    def shown_action(self, row):
        """A dynamic action as /actions shows it; a text is an error."""
        content = self.sources[row['code_source_id']]['content']
        fault = _FAULT.search(content)
        if fault:
            return fault.group(1)
        shown = code_source.signature(content, row['class_name'])
        if shown is None:
            return (
                f"module '{row['code_source_name']}' has no attribute "
                f"'{row['class_name']}'"
            )
        return {
            'id': row['name'],
            'name': row['name'],
            'namespace': row['namespace'],
            'input': shown,
            'definition': '',
            'project_id': row['project_id'],
            'scope': row['scope'],
        }

    def dynamic_named(self, name, namespace=''):
        """The first dynamic action of this name."""
        return next(
            (
                row
                for row in self.dynamic.values()
                if (row['name'], row['namespace']) == (name, namespace)
            ),
            None,
        )

    def add_source(self, name, content, **more):
        """A source, as if somebody had uploaded it."""
        row = {
            'id': self._uuid(),
            'name': name,
            'content': content,
            'version': 1,
            'namespace': '',
            'scope': 'private',
            'project_id': self.project_id,
            'created_at': self._now(),
            **more,
        }
        self.sources[row['id']] = row
        if row['namespace'] == '.stage':
            self.tried.add(row['id'])
        return row

    def add_dynamic(self, name, class_name, source, **more):
        """A dynamic action, as if somebody had made it."""
        row = {
            'id': self._uuid(),
            'name': name,
            'class_name': class_name,
            'code_source_id': source['id'],
            'code_source_name': source['name'],
            'namespace': '',
            'scope': 'private',
            'project_id': self.project_id,
            'created_at': self._now(),
            **more,
        }
        self.dynamic[row['id']] = row
        if row['namespace'] == '.stage':
            self.tried.add(row['id'])
        return row

    # Serving

    def _post_code_sources(self, _path, query, text, context):
        given = {
            'namespace': query.get('namespace', ''),
            'scope': query.get('scope', 'private'),
        }
        if self._taken(self.sources, query['name'], given['namespace']):
            return rows.error(context, 409, 'Duplicate entry for CodeSource')
        context.status_code = 201
        return self.add_source(query['name'], _decoded(text), **given)

    def _put_code_sources(self, _path, query, text, context):
        row = self.sources.get(query['identifier'])
        if row is None:
            return rows.error(context, 404, 'Code Source not found')
        row.update(
            content=_decoded(text),
            version=row['version'] + 1,
            scope=query.get('scope', 'private'),
        )
        return row

    def _get_code_sources(self, path, query, _text, context):
        return _got(self.sources, 'code_sources', path, query, context)

    def _delete_code_sources(self, path, _query, _text, context):
        for row in list(self.dynamic.values()):
            if row['code_source_id'] == path[0]:
                del self.dynamic[row['id']]
        return rows.delete(self.sources, path[0], context)

    def _post_dynamic_actions(self, _path, _query, text, context):
        body = json.loads(text)
        source = self.sources.get(body['code_source_id'])
        if source is None:
            return rows.error(context, 404, 'Code Source not found')
        if self._taken(self.dynamic, body['name'], body['namespace']):
            return rows.error(
                context, 409, 'Duplicate entry for dynamic action definition'
            )
        context.status_code = 201
        return self.add_dynamic(
            body['name'],
            body['class_name'],
            source,
            namespace=body['namespace'],
            scope=body['scope'],
        )

    def _put_dynamic_actions(self, _path, _query, text, context):
        body = json.loads(text)
        row = self.dynamic.get(body['id'])
        if row is None:
            return rows.error(context, 404, 'Dynamic Action not found')
        row.update(
            class_name=body['class_name'],
            scope=body['scope'],
            code_source_id=body['code_source_id'],
            updated_at=self._now(),
        )
        return row

    def _get_dynamic_actions(self, path, query, _text, context):
        return _got(self.dynamic, 'dynamic_actions', path, query, context)

    def _delete_dynamic_actions(self, path, query, _text, context):
        if query.get('namespace'):
            return rows.error(context, 500, "'n' is not a valid field")
        return rows.delete(self.dynamic, path[0], context)

    def _get_actions(self, path, query, _text, context):
        if not path:
            shown = self.listed_actions()
            if isinstance(shown, str):
                return rows.error(context, 500, shown)
            return {'actions': shown}
        row = self.dynamic_named(path[0], query.get('namespace', ''))
        if row is None:
            return rows.error(context, 404, 'Action not found')
        shown = self.shown_action(row)
        if isinstance(shown, str):
            return rows.error(context, 500, shown)
        return shown

    def _taken(self, table, name, namespace):
        return any(
            (row['name'], row['namespace'], row['project_id'])
            == (name, namespace, self.project_id)
            for row in table.values()
        )


def _decoded(text):
    return text.decode() if isinstance(text, bytes) else text


def _got(table, noun, path, query, context):
    if path:
        return table.get(path[0]) or rows.error(context, 404, 'not found')
    return {noun: rows.page(rows.filtered(table, query), query)}
