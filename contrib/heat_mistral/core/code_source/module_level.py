"""What must not happen when a source is executed.

Mistral's API executes a source when an action of it is looked up or listed,
and an executor at each of its runs, in threads that they need for others.
"""

import ast
from collections.abc import Iterator

from heat_mistral.core.code_source.findings import Finding
from heat_mistral.core.code_source.module import (
    Module,
    executed,
    never_executed,
)

_EXITS = frozenset(
    (
        'builtins.exit',
        'builtins.quit',
        'sys.exit',
        'os._exit',
        'os.abort',
        'os.fork',
        'os.kill',
        'os.killpg',
        'posix._exit',
        'posix.abort',
        'signal.raise_signal',
        *(f'os.exec{kind}' for kind in ('l', 'le', 'lp', 'lpe')),
        *(f'os.exec{kind}' for kind in ('v', 've', 'vp', 'vpe')),
    )
)
_EXITING = frozenset(
    (
        'builtins.SystemExit',
        'builtins.KeyboardInterrupt',
        'builtins.GeneratorExit',
        'builtins.BaseException',
    )
)


def check(module: Module) -> Iterator[Finding]:
    """Statements that end a process of Mistral, or keep it waiting."""
    at_once = set()
    for node in _at_once(module):
        at_once.add(node)
        ends = _ending(module, node)
        if ends is not None:
            yield module.error(
                'exit',
                f'{ends} would end a process of Mistral as soon as it looks '
                f'the action up; take it out of what is executed with the '
                f'module',
                node,
            )
        elif isinstance(node, ast.While | ast.For) and _is_endless(
            module, node
        ):
            yield module.error(
                'endless-loop',
                'this loop never ends, and Mistral executes it as soon as it '
                'looks the action up; put it into run(), with an end',
                node,
            )
        elif (
            isinstance(node, ast.Call)
            and module.dotted(node.func) == 'time.sleep'
        ):
            yield module.warning(
                'sleep',
                'Mistral waits here whenever it executes the module: before '
                'each run; put it into run()',
                node,
            )
    at_once |= _of_scripts(module)
    for node in ast.walk(module.tree):
        ends = None if node in at_once else _ending(module, node)
        if ends is not None:
            yield module.warning(
                'exit-in-function',
                f'{ends} may end a process of Mistral; raise an exception, '
                f'which fails the action only',
                node,
            )


def _at_once(module: Module) -> Iterator[ast.AST]:
    """What is executed with the module, in functions that it calls as well."""
    bodies = [module.tree.body]
    called = set()
    while bodies:
        for node in executed(bodies.pop()):
            yield node
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ''
            function = module.functions.get(name)
            if isinstance(function, ast.FunctionDef) and name not in called:
                called.add(name)
                bodies.append(function.body)


def _ending(module: Module, node: ast.AST) -> str | None:
    """What ends the process here, as a reader knows it."""
    named: str | None = None
    if isinstance(node, ast.Call):
        named = _called(module, node.func)
        if named not in _EXITS:
            return None
    elif isinstance(node, ast.Raise) and node.exc is not None:
        raised = _meant(module, node.exc)
        named = _kind(
            module, raised.func if isinstance(raised, ast.Call) else raised
        )
        if named not in _EXITING:
            return None
    return None if named is None else named.removeprefix('builtins.')


def _meant(module: Module, node: ast.expr) -> ast.expr:
    """What a name of the module was given, if it is one."""
    if isinstance(node, ast.Name):
        return module.values.get(node.id, node)
    return node


def _called(module: Module, function: ast.expr) -> str | None:
    """The full name of what is called: ``e = sys.exit; e()``."""
    function = _meant(module, function)
    if isinstance(function, ast.Call) and function.args:
        maker, first = module.dotted(function.func), function.args[0]
        if maker == 'functools.partial':
            return module.dotted(first)
        if maker == 'builtins.getattr' and len(function.args) > 1:
            name = function.args[1]
            if isinstance(name, ast.Constant):
                return f'{module.dotted(first)}.{name.value!s}'
    return module.dotted(function)


def _kind(module: Module, raised: ast.expr) -> str | None:
    """The full name of an exception, or of what it is made from."""
    node = (
        module.classes.get(raised.id) if isinstance(raised, ast.Name) else None
    )
    if node is None:
        return module.dotted(raised)
    names = (module.dotted(base) for base in node.bases[:9])
    return next((name for name in names if name in _EXITING), None)


def _of_scripts(module: Module) -> set[ast.AST]:
    """What is executed where the module is run as a script, and only there."""
    return {
        inner
        for node in module.tree.body
        if isinstance(node, ast.If) and never_executed(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _is_endless(module: Module, loop: ast.While | ast.For) -> bool:
    """Whether a loop has neither a condition nor a way out."""
    if isinstance(loop, ast.For):
        made = loop.iter.func if isinstance(loop.iter, ast.Call) else loop.iter
        if module.dotted(made) not in ('itertools.count', 'itertools.cycle'):
            return False
    elif not _is_true(loop.test):
        return False
    stack: list[ast.AST] = list(loop.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Break | ast.Return | ast.Raise):
            return False
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            # A break in there leaves the inner loop, unless its else has it.
            stack.extend(node.orelse)
            if any(
                isinstance(inner, ast.Return | ast.Raise)
                for statement in node.body
                for inner in ast.walk(statement)
            ):
                return False
        elif not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            stack.extend(ast.iter_child_nodes(node))
    return True


def _is_true(test: ast.expr) -> bool:
    """Whether a test is true for ever: ``True``, ``not 0``, ``1 == 1``."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return (
            isinstance(test.operand, ast.Constant) and not test.operand.value
        )
    if isinstance(test, ast.Compare):
        left, right = test.left, test.comparators[0]
        return (
            len(test.ops) == 1
            and isinstance(test.ops[0], ast.Eq)
            and isinstance(left, ast.Constant)
            and isinstance(right, ast.Constant)
            and left.value == right.value
        )
    return isinstance(test, ast.Constant) and bool(test.value)
