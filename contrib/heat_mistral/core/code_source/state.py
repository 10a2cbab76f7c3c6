"""What an action keeps: Mistral sends it to an executor as JSON.

The attributes of the object, the private ones too, and the public ones of its
class travel (``DynamicActionSerializer``). With one that is no JSON the run
stays RUNNING for ever. Whether a call gives JSON is a guess: a warning.
"""

import ast
import functools
from collections.abc import Iterator

from heat_mistral.core.code_source import defaults
from heat_mistral.core.code_source.findings import Finding, short
from heat_mistral.core.code_source.module import FunctionNode, Module

_MAKERS = ('logging.', 'requests.', 'keystoneauth1.', 'threading.', 'socket.')
_MADE = frozenset(
    ('re.compile', 'builtins.open', 'builtins.object', 'builtins.iter')
)
_PLAIN = frozenset(
    (
        'builtins.property',
        'builtins.staticmethod',
        'builtins.classmethod',
        'abc.abstractmethod',
        'typing.override',
    )
)
_WRAPPERS = frozenset(
    (
        'functools.cache',
        'functools.lru_cache',
        'functools.cached_property',
        'functools.singledispatchmethod',
    )
)
_WORDS = ('client', 'session', 'logger', 'connection', 'adapter')


def check(module: Module, each: ast.ClassDef) -> Iterator[Finding]:
    """What would keep an action from being sent to an executor.

    :param each: its class, or a base of it.
    """
    for node in each.body:
        yield from _of_class(module, node)
        if isinstance(node, ast.FunctionDef) and node.name == '__init__':
            yield from _of_initializer(module, node)


def _of_initializer(
    module: Module, function: ast.FunctionDef
) -> Iterator[Finding]:
    args = function.args
    first = [*args.posonlyargs, *args.args][:1]
    # What else the function itself names hides what the module has.
    local = {node.arg for node in ast.walk(args) if isinstance(node, ast.arg)}
    nodes = list(ast.walk(function))
    local |= {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in nodes:
        for target, value in _given(node):
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and any(target.value.id == arg.arg for arg in first)
                and not (isinstance(value, ast.Name) and value.id in local)
            ):
                kind = _no_json(module, value)
                if kind:
                    yield module.warning(
                        'state',
                        f'self.{short(target.attr)} is {kind}, no JSON: '
                        f'Mistral could not send the action to an executor, '
                        f'and its run would never end; make it in run()',
                        target,
                    )


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """What a statement gives to what."""
    if isinstance(node, ast.AnnAssign):
        yield node.target, node.value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            value = node.value
            if (
                isinstance(target, ast.Tuple | ast.List)
                and isinstance(value, ast.Tuple | ast.List)
                and len(target.elts) == len(value.elts)
            ):
                yield from zip(target.elts, value.elts, strict=True)
            else:
                yield target, value


def _of_class(module: Module, node: ast.stmt) -> Iterator[Finding]:
    name, kind = '', None
    if isinstance(node, ast.Assign):
        name = next(
            (each.id for each in node.targets if isinstance(each, ast.Name)),
            '',
        )
        kind = _of_attribute(module, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        name = node.target.id if isinstance(node.target, ast.Name) else ''
        kind = _of_attribute(module, node.value)
    elif isinstance(node, ast.ClassDef):
        name, kind = node.name, 'a class'
    elif isinstance(node, FunctionNode) and any(
        module.dotted(each.func if isinstance(each, ast.Call) else each)
        in _WRAPPERS
        for each in node.decorator_list
    ):
        name, kind = node.name, 'no plain function'
    if kind and name and not name.startswith('_'):
        yield module.warning(
            'class-attribute',
            f'{short(name)} is {kind}, no JSON: Mistral could not send the action '
            f'to an executor, and its run would never end; move it to the '
            f'module, or let its name begin with "_"',
            node,
        )


def _of_attribute(module: Module, node: ast.expr) -> str | None:
    """What a class has that is no JSON; functions are not sent."""
    is_function = isinstance(node, ast.Lambda) or (
        isinstance(node, ast.Name) and node.id in module.functions
    )
    return None if is_function else _no_json(module, node)


def _no_json(module: Module, node: ast.expr | None) -> str | None:
    """What an expression makes, if that seems to be no JSON."""
    if node is None:
        return None
    try:
        defaults.json_of(module, node)
    except defaults.NoJson as ex:
        return str(ex)
    except defaults.Unknown:
        if isinstance(node, ast.Name):
            node = module.values.get(node.id, node)  # LOG
        # Many may name the same long one.
        return module.once(
            'made', node, functools.partial(_made_by_any, module, node)
        )
    return None


def _made_by_any(module: Module, node: ast.expr) -> str | None:
    either = [node]
    if isinstance(node, ast.BoolOp):
        either = node.values
    elif isinstance(node, ast.IfExp):
        either = [node.body, node.orelse]
    return next(filter(None, (_made(module, each) for each in either)), None)


def _made(module: Module, node: ast.expr) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    name = module.dotted(node.func)
    if name == 'dataclasses.field':
        return None
    if name is not None and (name in _MADE or name.startswith(_MAKERS)):
        return f'what {short(name.removeprefix("builtins."))} gives'
    last = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ''
    )
    is_class = last[:1].isupper() and not last.isupper()
    if is_class or last.lower().rpartition('_')[2] in _WORDS:
        return f'what {short(last)} gives'
    return None
