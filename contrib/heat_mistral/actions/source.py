"""The classes of a file that are meant to be actions; pure, from its text.

The text is read as a syntax tree. It is never imported and never executed:
whoever looks for actions does not run what is installed beside them.
"""

import ast
import dataclasses
import re

from heat_mistral.core import code_source
from heat_mistral.core.code_source import text as source_text

#: What marks a class as an action: ``__export__ = True`` in its body.
EXPORT = '__export__'
#: In the ``__init__.py`` of a package: what the names of all actions below
#: begin with, instead of the name of the outermost package.
PREFIX = '__actions_prefix__'

_LONGEST_DESCRIPTION = 200
# PEP 263. Python looks for it in the first two lines.
_CODING = re.compile(rb'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)')
_UTF_8 = ('utf-8', 'utf8', 'utf-8-sig', 'ascii', 'us-ascii')


@dataclasses.dataclass(frozen=True)
class Class:
    """A class at the top level of a file.

    :ivar line: from 1.
    :ivar description: the first line of its docstring, or ''.
    """

    name: str
    line: int
    description: str
    is_exported: bool


@dataclasses.dataclass(frozen=True)
class File:
    """What a text has; without classes if it is no Python."""

    classes: tuple[Class, ...] = ()
    prefix: str | None = None
    finding: code_source.Finding | None = None


def decoded(content: bytes) -> str:
    """The text of a file, with ``\\n`` at the ends of its lines.

    Mistral takes UTF-8 alone, and heeds no declaration of another encoding.

    :raises ValueError: with what is wrong, if it is in another one.
    """
    for line in content.split(b'\n', 2)[:2]:
        found = _CODING.match(line)
        if found is None:
            if line.strip() and not line.lstrip().startswith(b'#'):
                break
            continue
        name = found[1].decode('ascii', 'replace').lower().replace('_', '-')
        if name not in _UTF_8:
            raise ValueError(f'the file is in {name}; Mistral takes UTF-8')
    try:
        text = content.decode('utf-8-sig')
    except UnicodeDecodeError as ex:
        line_number = content.count(b'\n', 0, ex.start) + 1
        raise ValueError(
            f'line {line_number} is not UTF-8, which Mistral takes'
        ) from ex
    return text.replace('\r\n', '\n').replace('\r', '\n')


def read(text: str) -> File:
    """The classes of a file."""
    tree = source_text.parse(text)
    if isinstance(tree, code_source.Finding):
        return File(finding=tree)
    return File(
        tuple(
            Class(node.name, node.lineno, _description(node), _exports(node))
            for node in tree.body
            if isinstance(node, ast.ClassDef)
        ),
        _prefix(tree),
    )


def _exports(node: ast.ClassDef) -> bool:
    """Whether a class says that it is an action; inherited, it says nothing.

    Of two statements the last counts, as when it is executed.
    """
    exports = False
    for statement in node.body:
        for name, value in _assigned(statement):
            if name == EXPORT:
                exports = isinstance(value, ast.Constant) and (
                    value.value is True
                )
    return exports


def _prefix(tree: ast.Module) -> str | None:
    prefix = None
    for statement in tree.body:
        for name, value in _assigned(statement):
            if name == PREFIX and isinstance(value, ast.Constant):
                prefix = value.value
    return prefix if isinstance(prefix, str) else None


def _assigned(statement: ast.stmt) -> list[tuple[str, ast.expr | None]]:
    if isinstance(statement, ast.Assign):
        return [
            (target.id, statement.value)
            for target in statement.targets
            if isinstance(target, ast.Name)
        ]
    if isinstance(statement, ast.AnnAssign) and isinstance(
        statement.target, ast.Name
    ):
        return [(statement.target.id, statement.value)]
    return []


def _description(node: ast.ClassDef) -> str:
    lines = (ast.get_docstring(node) or '').strip().splitlines()
    return lines[0][:_LONGEST_DESCRIPTION] if lines else ''
