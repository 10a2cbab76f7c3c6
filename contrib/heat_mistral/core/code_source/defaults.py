"""The value of an expression, as far as a syntax tree tells it.

For defaults of parameters, and for what an action keeps: both have to be JSON
for Mistral.
"""

import ast
import json

from heat_mistral.core.code_source.findings import short
from heat_mistral.core.code_source.module import Module

_NO_JSON = frozenset(
    f'builtins.{name}'
    for name in ('object', 'set', 'frozenset', 'bytes', 'bytearray', 'range')
)
_EMPTY: dict[str | None, str] = {
    'builtins.dict': '{}',
    'builtins.list': '[]',
    'builtins.str': '""',
    'builtins.tuple': '[]',
    'builtins.int': '0',
    'builtins.bool': 'false',
}
_OPEN = (ast.Lambda, ast.GeneratorExp, ast.SetComp)


class NoJson(Exception):
    """A default that Mistral drops, and its parameter with it."""


class Unknown(Exception):
    """A default that the tree does not tell."""


def json_of(module: Module, node: ast.expr, depth: int = 3) -> str:
    """The value of an expression as JSON, where the tree tells it.

    :param depth: how many names of the source are followed.
    :raises NoJson: with what it is.
    :raises Unknown: where the tree does not tell.
    """
    if isinstance(node, ast.Name) and module.dotted(node) is None:
        if node.id in module.functions:
            raise NoJson('a function')
        if node.id in module.classes:
            raise NoJson('a class')
        if node.id not in module.values or not depth:
            raise Unknown
        return json_of(module, module.values[node.id], depth - 1)
    # Many may name the same long list.
    known = module.once('json', node, lambda: _outcome(module, node))
    if isinstance(known, str):
        return known
    raise type(known)(*known.args)


def _outcome(module: Module, node: ast.expr) -> str | NoJson | Unknown:
    try:
        return _json_of(module, node)
    except (NoJson, Unknown) as ex:
        return ex.with_traceback(None)


def _json_of(module: Module, node: ast.expr) -> str:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _constructed(module, node)
    try:
        return json.dumps(value)
    except (TypeError, ValueError, RecursionError) as ex:
        raise NoJson(_kind(value)) from ex


def _constructed(module: Module, node: ast.expr) -> str:
    if isinstance(node, _OPEN):
        raise NoJson('a lambda' if isinstance(node, ast.Lambda) else 'a set')
    if not isinstance(node, ast.Call):
        raise Unknown
    name = module.dotted(node.func)
    if name in _NO_JSON:
        raise NoJson(f'{str(name).removeprefix("builtins.")}()')
    if isinstance(node.func, ast.Name) and node.func.id in module.classes:
        raise NoJson(f'a {short(node.func.id)}')
    if name in _EMPTY and not node.args and not node.keywords:
        return _EMPTY[name]
    raise Unknown


def _kind(value: object) -> str:
    if value is ...:
        return '"..."'
    return f'a {type(value).__name__}'
