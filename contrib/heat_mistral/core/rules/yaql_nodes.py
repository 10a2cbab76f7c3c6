"""What a YAQL expression is made of, as its own library has read it.

Each function walks through the nodes of yaql/language/expressions.py, known
by the names of their classes.
"""

from collections.abc import Iterator
from typing import Any

# In the arguments of these "$" is what it is outside.
_PLAIN = frozenset(
    (
        'bool',
        'coalesce',
        'concat',
        'dict',
        'env',
        'execution',
        'executions',
        'float',
        'format',
        'global',
        'int',
        'isDict',
        'isInteger',
        'isList',
        'isString',
        'join',
        'json_dump',
        'json_parse',
        'json_pp',
        'len',
        'list',
        'max',
        'min',
        'not',
        'range',
        'replace',
        'split',
        'str',
        'switch',
        'task',
        'tasks',
        'toLower',
        'toUpper',
        'trim',
        'uuid',
        'yaml_dump',
        'yaml_parse',
    )
)
# These make variables of the form "$x".
_MAKERS = frozenset(('as', 'def', 'lambda', 'let', 'unpack', 'with'))
_MEMBER = ('.', '?.')


def functions(root: Any) -> frozenset[str]:
    """Names of all functions, those that are called on something included."""
    return frozenset(
        node.name for node, _ in _walk(root) if _kind(node) == 'Function'
    )


def variables(root: Any) -> frozenset[str]:
    """Variables of the workflow: x of "$.x"."""
    found = set()
    for node, is_outer in _walk(root):
        owner, name = _member(node)
        if (
            is_outer
            and _kind(owner) == 'GetContextValue'
            and owner.path.value in ('$', '')
            and _kind(name) == 'KeywordConstant'
        ):
            found.add(str(name.value))
    return frozenset(found)


def dollars(root: Any) -> frozenset[str]:
    """Names x of "$x", where nothing in the expression makes such ones."""
    if functions(root) & _MAKERS:
        return frozenset()
    return frozenset(
        str(node.path.value)[1:]
        for node, _ in _walk(root)
        if _kind(node) == 'GetContextValue' and len(node.path.value) > 1
    )


def words(root: Any) -> frozenset[str]:
    """Names without a sign where a value is expected: texts to YAQL."""
    found = [root]
    for node, _ in _walk(root):
        if _kind(node) == 'BinaryOperator' and not _dashed(node):
            # Behind a dot stands a name.
            is_member = node.operator in _MEMBER
            found += node.args[:1] if is_member else node.args
    return frozenset(
        str(node.value) for node in found if _kind(node) == 'KeywordConstant'
    )


def dashed(root: Any) -> frozenset[str]:
    """Names with a dash and no quotes, which YAQL takes for a difference."""
    return frozenset(
        name
        for node, _ in _walk(root)
        if _kind(node) == 'Function'
        for each in node.args
        if (name := _dashed(each))
    )


def _dashed(node: Any) -> str:
    """The name that differences of words are; '' if it is anything else."""
    names = []
    while _kind(node) == 'BinaryOperator' and node.operator == '-':
        node, last = node.args
        if _kind(last) != 'KeywordConstant':
            return ''
        names.append(str(last.value))
    if not names or _kind(node) != 'KeywordConstant':
        return ''
    return '-'.join([str(node.value), *reversed(names)])


def owners(root: Any) -> frozenset[str]:
    """Those of the words that stand before a dot and a name."""
    members = (_member(node) for node, _ in _walk(root))
    return frozenset(
        str(owner.value)
        for owner, name in members
        if _kind(owner) == _kind(name) == 'KeywordConstant'
    )


def results(root: Any) -> frozenset[tuple[str, str]]:
    """Names x and y of "task(x).y"; '' for what is not there."""
    parts = {}
    for node, _ in _walk(root):
        owner, name = _member(node)
        if _kind(name) == 'KeywordConstant':
            parts[id(owner)] = str(name.value)
    return frozenset(
        (_text(node.args), parts.get(id(node), ''))
        for node, _ in _walk(root)
        if _kind(node) == 'Function' and node.name == 'task'
    )


def _text(args: Any) -> str:
    """The first argument, where it is a text; else ''."""
    is_text = bool(args) and _kind(args[0]) in ('Constant', 'KeywordConstant')
    return str(args[0].value or '') if is_text else ''


def _member(node: Any) -> tuple[Any, Any]:
    """Both sides of a dot; of anything else nothing."""
    if _kind(node) != 'BinaryOperator' or node.operator not in _MEMBER:
        return None, None
    owner, name = node.args
    return owner, name


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """All nodes, and whether "$" is the workflow's data there."""
    waiting = [(root, True)]
    while waiting:
        node, is_outer = waiting.pop()
        yield node, is_outer
        kind = _kind(node)
        inside = [*getattr(node, 'args', ())]
        inner = is_outer
        if kind == 'Function':
            inner = is_outer and node.name in _PLAIN
        elif kind == 'BinaryOperator' and node.operator == '->':
            inner = False
        elif kind == 'MappingRuleExpression':
            inside = [node.source, node.destination]
        waiting += [(each, inner) for each in inside]


def _kind(node: Any) -> str:
    return type(node).__name__
