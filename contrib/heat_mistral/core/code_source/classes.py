"""Which class an action is, and whether it can be one."""

import ast
import builtins
import sys
from collections.abc import Iterator

from heat_mistral.core.code_source.findings import ERROR, Finding, short
from heat_mistral.core.code_source.module import FunctionNode, Module

ACTION = 'mistral_lib.actions.Action'
_VALUES = (
    *(ast.Constant, ast.JoinedStr, ast.Dict, ast.List, ast.Set, ast.Tuple),
    *(ast.DictComp, ast.ListComp, ast.SetComp, ast.GeneratorExp),
)
# Bases that are looked at for one action.
_MOST = 100
_ACTIONS = (ACTION, 'mistral_lib.actions.base.Action')


class Line:
    """A class of the source and those of its bases that the source has.

    :ivar classes: in the order in which Python looks attributes up, as far
        as that is told by depth first.
    :ivar is_action: whether it is made from mistral_lib's Action; None where
        a base is not known.
    """

    def __init__(self, module: Module, node: ast.ClassDef) -> None:
        self.classes: list[ast.ClassDef] = []
        self._module = module
        outside: list[str | None] = []
        seen: set[ast.ClassDef] = set()
        stack: list[ast.ClassDef] = [node]
        left = _MOST
        while stack:
            each = stack.pop()
            if each in seen:
                continue
            seen.add(each)
            self.classes.append(each)
            left -= len(each.bases)
            if left < 0:
                outside.append(None)
                break
            for base in reversed(each.bases):
                inside = (
                    module.classes.get(base.id)
                    if isinstance(base, ast.Name)
                    else None
                )
                if inside is not None:
                    stack.append(inside)
                else:
                    outside.append(_base(module, base))
        self.is_action: bool | None = any(name in _ACTIONS for name in outside)
        if not self.is_action and any(name is None for name in outside):
            self.is_action = None
        #: Whether nothing is inherited from what the source does not show.
        self.is_whole = all(name is not None for name in outside)

    def find(self, name: str) -> ast.AST | None:
        """What gives this name to the class, here or in a base."""
        for each in self.classes:
            found = own_names(self._module, each).get(name)
            if found is not None:
                return found
        return None


def own_names(module: Module, node: ast.ClassDef) -> dict[str, ast.stmt]:
    """What gives names to a class itself; of two the last."""
    return module.once(
        'names',
        node,
        lambda: {name: each for each in node.body for name in _names(each)},
    )


def _base(module: Module, base: ast.expr) -> str | None:
    """The base's full name, where it is known what that is.

    :returns: None for what may well be an action.
    """
    if isinstance(base, ast.Subscript):
        base = base.value  # Generic[T]
    name = module.dotted(base)
    if name is None or name in _ACTIONS:
        return name
    top = name.partition('.')[0]
    known = top == 'builtins' or top in sys.stdlib_module_names
    return name if known else None


def _names(node: ast.stmt) -> Iterator[str]:
    """Names that a statement of a class gives something to."""
    if isinstance(node, FunctionNode | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id
    elif isinstance(node, ast.AnnAssign):
        if isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id
    elif isinstance(node, ast.If | ast.Try | ast.With):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt):
                yield from _names(inner)


def find(module: Module, name: str) -> Line | Finding | None:
    """The class of this name, or why there is none.

    :returns: None where the tree does not tell.
    """
    if not name.isidentifier():
        return Finding(
            'class-name',
            ERROR,
            f'{short(name)!r} cannot be the name of a class',
        )
    node: ast.AST | None = module.classes.get(name)
    if isinstance(node, ast.ClassDef):
        return Line(module, node)
    node = module.functions.get(name)
    if node is not None:
        return module.error(
            'not-an-action',
            f'{short(name)} is a function; an action is a class made from {ACTION}',
            node,
        )
    value = module.values.get(name)
    if isinstance(value, ast.Name) and value.id in module.classes:
        return Line(module, module.classes[value.id])
    kind = None if value is None else _no_class(module, value)
    if value is not None and kind is not None:
        return module.error(
            'not-an-action',
            f'{short(name)} is {kind}; an action is a class made from '
            f'{ACTION}',
            value,
        )
    if module.has(name) or name in module.imported or module.is_open:
        return None
    there = ', '.join(sorted(module.classes)) or 'none'
    if hasattr(builtins, name):
        there += f' ({name} is one of Python itself)'
    return Finding(
        'class-missing',
        ERROR,
        f'there is no class {short(name)} in the source; the classes there '
        f'are: {there[:300]}',
    )


def _no_class(module: Module, value: ast.expr) -> str | None:
    """What a value is that is surely no action."""
    if isinstance(value, _VALUES):
        return 'a value'
    if isinstance(value, ast.Lambda):
        return 'a function'
    if isinstance(value, ast.Name) and value.id in module.functions:
        return 'a function'
    called = value.func if isinstance(value, ast.Call) else None
    if isinstance(called, ast.Name) and called.id in module.classes:
        made = Line(module, module.classes[called.id])
        return f'one {short(called.id)}' if made.is_action else None
    if called is not None and module.dotted(called) == 'functools.partial':
        return 'a function'
    named = module.dotted(value) or ''
    is_builtin = named.startswith('builtins.')
    return (
        f'{named.removeprefix("builtins.")} of Python' if is_builtin else None
    )


def check(module: Module, line: Line) -> Iterator[Finding]:
    """Whether a class can be run as an action."""
    node = line.classes[0]
    if line.is_action is False:
        yield module.error(
            'not-an-action',
            f'class {short(node.name)} is no action: make it from {ACTION}',
            node,
        )
        return
    run = line.find('run')
    if run is None:
        if line.is_action and line.is_whole:
            yield module.error(
                'no-run',
                f'class {short(node.name)} has no method run(self, context)',
                node,
            )
    elif isinstance(run, ast.AsyncFunctionDef):
        yield module.error(
            'run-async',
            'Mistral does not await run(); write "def run" without async',
            run,
        )
    elif isinstance(run, ast.FunctionDef) and not _takes_context(run):
        yield module.error(
            'run-parameters',
            'Mistral calls run() with one argument; write '
            '"def run(self, context)"',
            run,
        )


def _takes_context(run: ast.FunctionDef) -> bool:
    """Whether it can be called with self and one argument."""
    if run.decorator_list:
        return True  # who knows
    args = run.args
    given = len(args.posonlyargs) + len(args.args)
    needed = given - len(args.defaults)
    if any(default is None for default in args.kw_defaults):
        return False
    return needed <= 2 and (given >= 2 or args.vararg is not None)
