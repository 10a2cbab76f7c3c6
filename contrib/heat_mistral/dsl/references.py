"""Which workflow a task's ``workflow:`` names, read as Mistral reads it.

Mistral DSL v2, "Workflow task": either a name alone, or a name followed by
``key=value`` inputs on the same line; the name may be a YAQL or Jinja
expression.  With no space in it the whole text is the name; otherwise the
name is its longest start that looks like one (mistral/lang/base.py).
"""

import re
from collections.abc import Collection, Iterator, Mapping

_NAME = re.compile(r'[\w.]+[^=(\s\"]*|<%.*?%>|\{\{.*\}\}|\{%.*%\}')
_CLOSING = {'<%': '%>', '{{': '}}', '{%': '%}'}
_OPENING = re.compile('|'.join(_CLOSING))
_INSIDE = {
    quote: re.compile(rf'(?:[^{quote}\\]|\\.)*', re.DOTALL)
    for quote in '"\'`'
}
_QUOTE = re.compile('|'.join(_INSIDE))
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
    return next(_expressions(name), None) is not None


def literal_in(name: str, shorts: Collection[str]) -> str | None:
    """The first of the short names that an expression holds as text."""
    for expression in _expressions(name):
        words = [
            re.sub(r'\\(.)', r'\1', found, flags=re.DOTALL)
            for found in _literals(expression)
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


# Not by one regular expression each: where nothing closes what is opened, the
# time of that grows with the square of the text, and it stops the engine.


def _expressions(text: str) -> Iterator[str]:
    unclosed: set[str] = set()
    position = 0
    while found := _OPENING.search(text, position):
        opening = found.group()
        position = found.end()
        if opening in unclosed:
            continue
        end = text.find(_CLOSING[opening], position)
        if end < 0:
            unclosed.add(opening)
        else:
            position = end + 2
            yield text[found.start() : position]


def _literals(expression: str) -> Iterator[str]:
    unclosed: set[str] = set()
    position = 0
    while found := _QUOTE.search(expression, position):
        quote = found.group()
        position = found.end()
        if quote in unclosed:
            continue
        inside = _INSIDE[quote].match(expression, position)
        if inside is None or inside.end() == len(expression):
            unclosed.add(quote)
        else:
            position = inside.end() + 1
            yield inside.group()
