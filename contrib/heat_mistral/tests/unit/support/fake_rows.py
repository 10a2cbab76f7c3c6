"""Lists of a FakeMistral, and its errors."""

from heat_mistral.core.execution import states


def filtered(rows, query):
    """Filters eq, in:, has: and gte: of the query, as in Mistral's API."""
    return [
        row
        for row in rows.values()
        if all(
            _matches(row[key], wanted)
            for key, wanted in query.items()
            if key in row
        )
    ]


def _matches(value, wanted):
    kind, _colon, rest = wanted.partition(':')
    if kind == 'eq':
        return value == rest
    if kind == 'in':
        return value in rest.split(',')
    if kind == 'has':
        return rest in value
    if kind == 'gte':
        return value >= rest
    return value == wanted


def listed(rows, query):
    """What a list answers: filtered, sorted, cut, and of these columns."""
    found = filtered(rows, query)
    found.sort(
        key=lambda row: row['created_at'],
        reverse=query.get('sort_dirs', '').endswith('desc'),
    )
    if query.get('sort_keys', '').startswith('accepted,'):
        found.sort(key=lambda row: row['state'] in states.FINISHED)
    return [picked(row, query) for row in page(found, query)]


def page(found, query):
    """The rows of a page: those after the marker, up to the limit."""
    if query.get('marker'):
        ids = [row['id'] for row in found]
        found = found[ids.index(query['marker']) + 1 :]
    return found[: int(query.get('limit', 1000))]


def picked(row, query):
    if not query.get('fields'):
        return row
    return {key: row[key] for key in ['id', *query['fields'].split(',')]}


def delete(rows, identifier, context):
    if rows.pop(identifier, None) is None:
        return error(context, 404, 'not found')
    context.status_code = 204
    return None


def error(context, status, text):
    context.status_code = status
    return {'faultstring': text}
