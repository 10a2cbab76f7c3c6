"""A source as a tree, and what its names stand for."""

import ast
import builtins
import collections
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from heat_mistral.core.code_source.findings import ERROR, WARNING, Finding

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
#: What a name stands for where nobody can tell.
UNKNOWN = None
_Found = TypeVar('_Found')
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_OPENING = ('builtins.exec', 'builtins.globals', 'builtins.setattr')


class Module:
    """The tree of a source.

    :ivar classes: by name; of two of a name the last.
    :ivar functions: by name, those of the module.
    :ivar values: by name, what is assigned to it in the module; not where it
        is given something more than once.
    :ivar imported: by the name in the source, what it stands for:
        ``{'Base': 'mistral_lib.actions.Action'}``.
    :ivar is_open: whether there may be names that the tree does not tell.
    """

    def __init__(self, tree: ast.Module, content: str) -> None:
        self.tree = tree
        self._lines = content.replace('\r\n', '\n').replace('\r', '\n')
        self._split: list[str] | None = None
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: dict[str, FunctionNode] = {}
        self.values: dict[str, ast.expr] = {}
        self.imported: dict[str, str] = {}
        self.is_open = False
        self._bound: collections.Counter[str] = collections.Counter()
        self._memo: dict[tuple[str, object], Any] = {}
        for node in _in_scope(tree.body):
            self._note(node)
        for name, times in self._bound.items():
            if times > 1:
                self.values.pop(name, None)
        self.is_open |= any(
            isinstance(node, ast.Call) and self.dotted(node.func) in _OPENING
            for node in executed(tree.body)
        )

    def _note(self, node: ast.AST) -> None:
        """Note what a node gives a name to."""
        if isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
        elif isinstance(node, FunctionNode):
            self.functions[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.values[target.id] = node.value
        elif isinstance(node, ast.AnnAssign):
            if isinstance(node.target, ast.Name) and node.value is not None:
                self.values[node.target.id] = node.value
        elif isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                self._bound[node.id] += 1
        else:
            self._note_import(node)

    def _note_import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    self.imported[alias.asname] = alias.name
                else:
                    top = alias.name.partition('.')[0]
                    self.imported[top] = top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == '*':
                    self.is_open = True
                else:
                    self.imported[alias.asname or alias.name] = (
                        f'{"." * node.level}{node.module or ""}.{alias.name}'
                    )

    def once(
        self, kind: str, of: object, find: Callable[[], _Found]
    ) -> _Found:
        """What is found about a thing; it is looked for the first time only."""
        key = (kind, of)
        if key not in self._memo:
            self._memo[key] = find()
        found: _Found = self._memo[key]
        return found

    def dotted(self, node: ast.AST) -> str | None:
        """What an expression names: ``sys.exit``, ``builtins.object``.

        :returns: None for what is no name, and for names of the source.
        """
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return UNKNOWN
        first = self.imported.get(node.id)
        if first is None:
            if self.has(node.id) or not hasattr(builtins, node.id):
                return UNKNOWN
            first = f'builtins.{node.id}'
        return '.'.join([first, *reversed(parts)])

    def has(self, name: str) -> bool:
        """Whether the module itself makes something of this name."""
        return (
            name in self.classes
            or name in self.functions
            or name in self._bound
        )

    def error(self, code: str, message: str, node: ast.AST) -> Finding:
        """A finding about a node, for which the source is refused."""
        return Finding(code, ERROR, message, *self._place(node))

    def warning(self, code: str, message: str, node: ast.AST) -> Finding:
        """A finding about a node, for which it is refused if asked to."""
        return Finding(code, WARNING, message, *self._place(node))

    def _place(self, node: ast.AST) -> tuple[int | None, int | None]:
        line = getattr(node, 'lineno', None)
        if line is None:
            return None, None
        if self._split is None:
            # A form feed ends no line for Python.
            self._split = self._lines.split('\n')
        text = self._split[line - 1] if line <= len(self._split) else ''
        # Python counts bytes.
        before = text.encode()[: getattr(node, 'col_offset', 0)]
        return line, len(before.decode('utf-8', 'replace')) + 1


def _in_scope(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Nodes that may name something of a module, in their order.

    What is in a class, a function or a comprehension names nothing outside.
    """
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.If) and never_executed(node.test):
            stack.extend(reversed(node.orelse))
        elif isinstance(node, ast.ClassDef):
            stack.extend((*node.decorator_list, *node.bases, *node.keywords))
        elif isinstance(node, _Scope):
            stack.extend(_of_definition(node))
        elif not isinstance(node, _Comprehension):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def executed(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Nodes that are executed with a body, in no matter which order.

    Bodies of functions are not: only their decorators and defaults. Nor is
    what a module does where it is run as a script.
    """
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.If) and never_executed(node.test):
            stack.extend(reversed(node.orelse))
        elif isinstance(node, _Scope):
            stack.extend(_of_definition(node))
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _of_definition(node: _Scope) -> Iterator[ast.AST]:
    """What a definition executes by itself."""
    if not isinstance(node, ast.Lambda):
        yield from node.decorator_list
    yield from node.args.defaults
    yield from (each for each in node.args.kw_defaults if each is not None)


def never_executed(test: ast.expr) -> bool:
    """Whether what depends on a test is for scripts or type checkers only."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(never_executed(each) for each in test.values)
    name = test.attr if isinstance(test, ast.Attribute) else ''
    name = test.id if isinstance(test, ast.Name) else name
    return name == 'TYPE_CHECKING' or _is_script(test)


def _is_script(test: ast.expr) -> bool:
    """Whether a test is ``__name__ == '__main__'``.

    It is false where Mistral executes a source.
    """
    if not (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.Eq)
    ):
        return False
    sides = (test.left, test.comparators[0])
    return any(
        isinstance(each, ast.Name) and each.id == '__name__' for each in sides
    ) and any(
        isinstance(each, ast.Constant) and each.value == '__main__'
        for each in sides
    )
