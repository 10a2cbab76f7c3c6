"""Which workflow a task's ``workflow:`` names, read as Mistral reads it.

Mistral DSL v2, "Workflow task": either a name alone, or a name followed by
``key=value`` inputs on the same line; the name may be a YAQL or Jinja
expression.  With no space in it the whole text is the name; otherwise the
name is its longest start that looks like one (mistral/lang/base.py).
"""

import re
from collections.abc import Collection, Mapping

_NAME = re.compile(r'[\w.]+[^=(\s\"]*|<%.*?%>|\{\{.*\}\}|\{%.*%\}')
_EXPRESSION = re.compile(r'<%.*?%>|\{\{.*?\}\}|\{%.*?%\}', re.DOTALL)
_LITERAL = re.compile(
    r'"((?:\\.|[^"\\])*)"' r"|'((?:\\.|[^'\\])*)'" r"|`((?:\\.|[^`\\])*)`",
    re.DOTALL,
)
# YAQL evaluates a bare word to itself.
_BARE_WORD = re.compile(r'<%\s*(\w+)\s*%>')


def named(command: str) -> str:
    """The name, or the expression for it, in a ``workflow:`` text."""
    if ' ' not in command:
        return command
    found = _NAME.match(command)
    return found.group() if found else ''


def is_dynamic(name: str) -> bool:
    """Whether Mistral evaluates the name when the task runs."""
    return bool(_EXPRESSION.search(name))


def literal_in(name: str, shorts: Collection[str]) -> str | None:
    """The first of the short names that an expression holds as text."""
    for expression in _EXPRESSION.findall(name):
        words = [
            re.sub(r'\\(.)', r'\1', ''.join(found), flags=re.DOTALL)
            for found in _LITERAL.findall(expression)
        ]
        words += _BARE_WORD.findall(expression)
        for word in words:
            if word in shorts:
                return word
    return None


def renamed(command: str, names: Mapping[str, str]) -> str:
    """The ``workflow:`` text with a static name replaced."""
    name = named(command)
    new = names.get(name, name)
    return new + command[len(name) :]
