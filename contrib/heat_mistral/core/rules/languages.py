"""YAQL and Jinja expressions as their own libraries read them.

Which functions and variables an expression uses. An expression stands in one
line of a text (mistral/expressions).
"""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

from heat_mistral.core.definition import yaql_syntax
from heat_mistral.core.rules import yaql_nodes

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


@dataclasses.dataclass(frozen=True)
class Reading:
    """What an expression uses, or why it cannot be read.

    :ivar fault: '' if it can.
    :ivar functions: names, those that are called on something included.
    :ivar variables: of the workflow: x of "$.x" or "_.x".
    :ivar bare: names that Jinja reads as variables of its own.
    :ivar words: names without a sign that YAQL takes for texts.
    :ivar owners: those of the words that stand before a dot and a name.
    :ivar dashed: names with a dash that YAQL takes for a difference.
    :ivar dollars: x of "$x", where nothing in the expression makes it.
    :ivar results: x and y of "task(x).y"; '' for what is not there.
    """

    fault: str = ''
    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    dashed: frozenset[str] = frozenset()
    dollars: frozenset[str] = frozenset()
    results: frozenset[tuple[str, str]] = frozenset()


def read_yaql(expression: str) -> Reading:
    """Read one with its signs."""
    try:
        root = yaql_syntax.read(expression).expression
        return Reading(
            functions=yaql_nodes.functions(root),
            variables=yaql_nodes.variables(root),
            words=yaql_nodes.words(root),
            owners=yaql_nodes.owners(root),
            dashed=yaql_nodes.dashed(root),
            dollars=yaql_nodes.dollars(root),
            results=yaql_nodes.results(root),
        )
    except Exception as ex:
        return Reading(fault=_told(ex))


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
        results=frozenset(_results(template)),
    )


def _results(template: Any) -> Iterator[tuple[str, str]]:
    from jinja2 import nodes

    parts = {
        id(each.node): each.attr for each in template.find_all(nodes.Getattr)
    }
    for call in template.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name != 'task':
            continue
        name = call.args[0] if call.args else None
        value = name.value if isinstance(name, nodes.Const) else ''
        yield str(value or ''), parts.get(id(call), '')


def is_function_of_yaql(name: str) -> bool:
    """Whether YAQL, or Mistral in it, has a function of this name."""
    return name in FUNCTIONS or any(
        context.get_functions(name)[0] for context in _yaql_contexts()
    )


def is_function_of_jinja(name: str) -> bool:
    """Whether Jinja, or Mistral in it, has a function of this name."""
    return name in FUNCTIONS or name in _jinja().globals


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
