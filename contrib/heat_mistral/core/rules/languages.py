"""YAQL and Jinja expressions as their own libraries read them.

Which functions and variables an expression uses. An expression stands in one
line of a text (mistral/expressions).
"""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

from heat_mistral.core.definition import yaql_syntax

#: Longer expressions are not looked at: some 10 ms of one core.
LONGEST = 4096
#: mistral/expressions/std_functions.py, by the entry points of Mistral 23.
FUNCTIONS = frozenset(
    (
        'env',
        'execution',
        'executions',
        'global',
        'json_dump',
        'json_parse',
        'json_pp',
        'task',
        'tasks',
        'uuid',
        'yaml_dump',
        'yaml_parse',
    )
)
# In the arguments of these "$" is what it is outside.
_PLAIN = FUNCTIONS | {
    'bool',
    'coalesce',
    'concat',
    'dict',
    'float',
    'format',
    'int',
    'isInteger',
    'isList',
    'isDict',
    'isString',
    'join',
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
    'toLower',
    'toUpper',
    'trim',
}


@dataclasses.dataclass(frozen=True)
class Reading:
    """What an expression uses, or why it cannot be read.

    :ivar fault: '' if it can.
    :ivar functions: names, those that are called on something included.
    :ivar variables: of the workflow: x of "$.x" or "_.x".
    :ivar bare: names that Jinja reads as variables of its own.
    """

    fault: str = ''
    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()


def read_yaql(expression: str) -> Reading:
    """Read one with its signs."""
    try:
        nodes = list(_walk(yaql_syntax.read(expression).expression, True))
    except Exception as ex:
        return Reading(fault=_told(ex))
    return Reading(
        functions=frozenset(
            node.name for node, _ in nodes if _kind(node) == 'Function'
        ),
        variables=frozenset(
            node.args[1].value
            for node, is_outer in nodes
            if is_outer and _is_variable(node)
        ),
    )


def read_jinja(expression: str) -> Reading:
    """Read one with its signs, or a text with statements.

    Where Jinja is not installed (the extra "lint"), nothing is known of it.
    """
    try:
        import jinja2
        from jinja2 import meta, nodes
    except ImportError:
        return Reading()
    try:
        template = _jinja().parse(expression)
    except (jinja2.TemplateError, RecursionError, ValueError) as ex:
        return Reading(fault=_told(ex))
    calls = {
        call.node.name
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
    }
    filters = {each.name for each in template.find_all(nodes.Filter)}
    variables = {
        each.attr
        for each in template.find_all(nodes.Getattr)
        if isinstance(each.node, nodes.Name) and each.node.name == '_'
    }
    undeclared = meta.find_undeclared_variables(template)
    known = _jinja().filters.keys() | FUNCTIONS
    return Reading(
        functions=frozenset((calls & undeclared) | (filters - known)),
        variables=frozenset(variables),
        bare=frozenset(undeclared - calls - {'_'}),
    )


def is_function_of_yaql(name: str) -> bool:
    """Whether YAQL, or Mistral in it, has a function of this name."""
    return name in FUNCTIONS or any(
        context.get_functions(name)[0] for context in _yaql_contexts()
    )


def is_function_of_jinja(name: str) -> bool:
    """Whether Jinja, or Mistral in it, has a function of this name."""
    return name in FUNCTIONS or name in _jinja().globals


def _walk(node: Any, is_outer: bool) -> Iterator[tuple[Any, bool]]:
    """All nodes, and whether "$" is the workflow's data there."""
    waiting = [(node, is_outer)]
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


def _is_variable(node: Any) -> bool:
    """Whether it is "$.x", and x is no call."""
    if _kind(node) != 'BinaryOperator' or node.operator != '.':
        return False
    owner, name = node.args
    return (
        _kind(owner) == 'GetContextValue'
        and owner.path.value in ('$', '')
        and _kind(name) == 'KeywordConstant'
    )


def _kind(node: Any) -> str:
    return type(node).__name__


def _told(fault: Exception) -> str:
    return ' '.join(str(fault).split())[:200].rstrip('.') or 'no reason given'


@functools.cache
def _yaql_contexts() -> tuple[Any, ...]:
    import yaql

    contexts = [yaql.create_context()]
    while contexts[-1].parent is not None:
        contexts.append(contexts[-1].parent)
    return tuple(contexts)


@functools.cache
def _jinja() -> Any:
    from jinja2 import sandbox

    # As mistral/expressions/jinja_expression.py has it.
    return sandbox.SandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
