"""From a template's value to the text that it will be, as far as is known.

A text, ``get_file`` of a file that is there, ``get_param`` with a default or a
value of an environment, ``str_replace`` of these. What is known when the
stack is only has a filling of the same length, so that places stay right.
"""

import pathlib
from collections.abc import Mapping

from heat_mistral.lint import document, model

_FILLING = 'q'
# Heat's limits are smaller; a file that is larger is no definition.
_LARGEST = 8 * 1024 * 1024


class MissingFile(Exception):
    """A file that a template names cannot be read."""


def read_file(path: pathlib.Path | str) -> model.File:
    """Read a file.

    :raises MissingFile: says why it cannot be read.
    """
    try:
        with open(path, 'rb') as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise MissingFile(f'{path} is larger than {_LARGEST:,} bytes')
        return model.File(str(path), content.decode('utf-8'))
    except UnicodeDecodeError as ex:
        raise MissingFile(f'{path} is not UTF-8: {ex.reason}') from ex
    except (OSError, ValueError) as ex:
        reason = getattr(ex, 'strerror', None) or str(ex)
        raise MissingFile(f'{path} cannot be read: {reason}') from ex


def function(node: document.Node) -> tuple[str, document.Node] | None:
    """The name and the argument of a function of Heat's, or None."""
    if node.kind != 'map' or len(node.value) != 1:
        return None
    ((name, value),) = node.value.items()
    return (name, value) if name in FUNCTIONS else None


#: HOT's functions: a map of one of these is what it gives, and no value yet.
FUNCTIONS = frozenset(
    (
        'and',
        'contains',
        'digest',
        'equals',
        'filter',
        'get_attr',
        'get_file',
        'get_param',
        'get_resource',
        'if',
        'list_concat',
        'list_concat_unique',
        'list_join',
        'make_url',
        'map_merge',
        'map_replace',
        'not',
        'or',
        'repeat',
        'resource_facade',
        'str_replace',
        'str_replace_strict',
        'str_replace_vstrict',
        'str_split',
        'yaql',
    )
)


def text(
    node: document.Node | None,
    parameters: Mapping[str, document.Node],
    depth: int = 0,
) -> model.Text | None:
    """The text; None where it is not known before the stack is.

    :param parameters: name -> its value, or its default.
    :raises MissingFile: for get_file of a file that is not there.
    """
    if node is None or depth > 10:
        return None
    if node.is_text:
        return _written(node)
    found = function(node)
    if found is None:
        return None
    name, argument = found
    if name == 'get_file':
        return _of_file(node, argument)
    if name == 'get_param':
        key = argument.value if argument.is_text else None
        return text(parameters.get(str(key)), parameters, depth + 1)
    if name.startswith('str_replace'):
        return _replaced(argument, parameters, depth + 1)
    return None


def _written(node: document.Node) -> model.Text:
    place = node.place
    file = place.file
    if node.style in ('|', '>'):
        # From the line after the sign on, as far in as its first line is.
        number = place.line + 1
        while number < len(file.lines) and not file.line(number).strip():
            number += 1
        line = file.line(number)
        indent = len(line) - len(line.lstrip(' '))
        first = model.Place(file, place.line + 1, indent + 1)
        return model.Text(
            node.value, first, indent if node.style == '|' else None
        )
    if '\n' in node.value or node.end[0] != node.mark[0]:
        return model.Text(node.value, place, None)
    column = place.column + bool(node.style)
    return model.Text(node.value, model.Place(file, place.line, column))


def _of_file(
    node: document.Node, argument: document.Node
) -> model.Text | None:
    name = argument.value
    if not argument.is_text or '://' in name:
        return None
    here = pathlib.Path(node.file.path).parent
    file = read_file(here / name)
    return model.Text(file.text, model.Place(file, 1, 1))


def _replaced(
    argument: document.Node,
    parameters: Mapping[str, document.Node],
    depth: int,
) -> model.Text | None:
    template = text(argument.get('template'), parameters, depth)
    params = argument.get('params')
    if template is None or params is None or params.kind != 'map':
        return None
    value = template.value
    filled = set(template.filled)
    # As Heat does: the longest first.
    for key in sorted(map(str, params.value), key=len, reverse=True):
        if key and key in value:
            filled.add(_FILLING * len(key))
            value = value.replace(key, _FILLING * len(key))
    return model.Text(
        value, template.first, template.indent, frozenset(filled)
    )
