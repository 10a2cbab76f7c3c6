"""Names of workflows and actions: which Mistral takes, and what ours are made of."""

import hashlib
import re
import uuid

#: Mistral's column, in characters.
MAX_LENGTH = 255
_DIGEST = 16
# Everything else is in somebody's way: a space is refused by Mistral's
# database, a comma splits its `in:` filters, `/ ? # % &` break the client's
# URLs, `= ( "` end the name in an inline reference.
_UNSAFE = re.compile(r'[^\w.\-]')


def registered_name(prefix: str, short: str) -> str:
    """The name under which a workflow or action of a text is registered.

    Characters a name cannot have become "_"; what is longer than Mistral's
    column ends in a hash of the whole, so that it stays distinct.

    :param prefix: usually "<stack>.<resource>".
    :param short: its key in the text.
    """
    whole = f'{prefix}.{short}'
    name = _UNSAFE.sub('_', whole[: MAX_LENGTH + 1])
    if name.startswith('-'):
        # An inline reference takes no dash there.
        name = '_' + name[1:]
    if len(name) <= MAX_LENGTH:
        return name
    digest = hashlib.sha256(whole.encode('utf-8', 'surrogatepass'))
    return name[: MAX_LENGTH - _DIGEST - 1] + (
        '_' + digest.hexdigest()[:_DIGEST]
    )


def fault(name: str, kind: str = 'workflow') -> str | None:
    """Why Mistral would not take this name, or None.

    Spaces: mistral/db/v2/sqlalchemy/models.py; UUIDs: lang/v2/workflows.py.
    (It takes a UUID for an action, which then is no name to the API.)

    :param kind: of what it is the name.
    """
    if not name:
        return f"{a(kind)}'s name is empty"
    if len(name) > MAX_LENGTH:
        return (
            f"{a(kind)}'s name has {len(name)} characters; "
            f'at most {MAX_LENGTH} are accepted'
        )
    if ' ' in name:
        return f'the {kind} name "{name}" has spaces; use "_" or "-"'
    if _is_uuid(name):
        return f'the {kind} name "{name}" looks like a UUID'
    return None


def a(kind: str) -> str:
    """The word with its article."""
    return f'an {kind}' if kind[0] in 'aeiou' else f'a {kind}'


def _is_uuid(name: str) -> bool:
    """As oslo.utils tells it, which Mistral asks."""
    bare = name.replace('urn:', '').replace('uuid:', '').strip('{}')
    bare = bare.replace('-', '').lower()
    try:
        return uuid.UUID(name).hex == bare
    except ValueError:
        return False
