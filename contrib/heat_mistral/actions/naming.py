"""What an action is called in Mistral, after its module and class."""

import re
import uuid
from collections.abc import Iterable

#: Characters of a name in Mistral's database.
LONGEST = 255

# Before a capital that begins a word: "CreateV2", "HTTPAction".
_WORD = re.compile(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])')
# '/', '?', '#' and '&' would end a name within a URL.
_NAME = re.compile(r'[\w.-]+', re.ASCII)


def snake_case(name: str) -> str:
    """``CreateBackup`` -> ``create_backup``, ``HTTPGet`` -> ``http_get``."""
    return _WORD.sub('_', name).lower()


def normalized(name: str) -> str:
    """The name of a distribution as all spellings of it compare (PEP 503)."""
    return re.sub(r'[-_.]+', '-', name).lower()


def source_name(prefix: str, module: Iterable[str]) -> str:
    """The name of a code source.

    :param prefix: may be ''.
    :param module: the parts of its name below the package that the prefix
        stands for.
    """
    return '.'.join(
        part for part in (prefix, *map(snake_case, module)) if part
    )


def action_name(source: str, class_name: str) -> str:
    """The name of an action.

    :param source: the name of its code source; '' for none.
    """
    return '.'.join(part for part in (source, snake_case(class_name)) if part)


def fault(name: str) -> str | None:
    """Why Mistral could not be asked for an action of this name, or None."""
    if not _NAME.fullmatch(name):
        return (
            f'the name {name!r} cannot be part of a URL; use letters, '
            f'digits, "_", "-" and "."'
        )
    if len(name) > LONGEST:
        return f'the name has {len(name)} characters; at most {LONGEST} fit'
    if _is_uuid_like(name):
        return f'Mistral would take the name {name} for an id'
    return None


def _is_uuid_like(name: str) -> bool:
    try:
        return uuid.UUID(name).hex == name.replace('-', '').lower()
    except ValueError:
        return False
