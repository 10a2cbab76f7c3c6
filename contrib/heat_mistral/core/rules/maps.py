"""Maps of a definition: keys that stand twice, and functions of Heat."""

from collections.abc import Iterator
from typing import Any

from heat_mistral.core.definition import model
from heat_mistral.core.rules.model import Remark

_OF_HEAT = ('get_attr', 'get_file', 'get_param', 'get_resource', 'str_replace')


def wrong_maps(definition: model.Parsed) -> Iterator[Remark]:
    """What YAML and Heat pass over in a text."""
    waiting: list[Any] = [definition.document.root]
    while waiting:
        node = waiting.pop()
        if node is None or node.kind == 'scalar':
            continue
        if node.kind == 'seq':
            waiting += reversed(node.items)
            continue
        waiting += [value for _, value in reversed(node.items)]
        names = [key.items for key, _ in node.items if key.kind == 'scalar']
        if len(names) == 1 and names[0] in _OF_HEAT:
            yield _remark(
                definition,
                'HM107',
                node.items[0][0],
                f'"{names[0]}" is a function of Heat, which does not look '
                f'for any in this text: declare an input, or use str_replace',
            )
        yield from _repeated(definition, node)


def _repeated(definition: model.Parsed, node: Any) -> Iterator[Remark]:
    seen: dict[str, Any] = {}
    for key, _ in node.items:
        # Of "<<" there may be several.
        if key.kind != 'scalar' or key.items == '<<':
            continue
        first = seen.setdefault(key.items, key)
        if first is not key:
            line, _ = definition.document.lines.position(first.start)
            yield _remark(
                definition,
                'HM106',
                key,
                f'"{key.items[:50]}" stands here already, at line {line}; '
                f'the last one counts',
            )


def _remark(
    definition: model.Parsed, rule: str, key: Any, message: str
) -> Remark:
    place = definition.document.lines.position(key.start)
    return Remark(rule, message, *place)
