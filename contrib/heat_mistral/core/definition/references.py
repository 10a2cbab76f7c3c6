"""Which workflow or action a task names, read as Mistral reads it.

Mistral DSL v2, "Workflow task" (an ``action:``, or the ``base:`` of an ad-hoc
action, is read alike): either a name alone, or a name followed by
``key=value`` inputs on the same line; the name may be a YAQL or Jinja
expression.  With no space in it the whole text is the name; otherwise the
name is its longest start that looks like one (mistral/lang/base.py).
"""

import re
from collections.abc import Collection, Iterator, Mapping

_NAME = re.compile(r'[\w.]+[^=(\s\"]*|<%.*?%>|\{\{.*\}\}|\{%.*%\}')
_CLOSING = {'<%': '%>', '{{': '}}', '{%': '%}'}
_OPENING = re.compile('|'.join(_CLOSING))
_QUOTES = '"\'`'
_SIGN = re.compile(rf'\\.|[{_QUOTES}]', re.DOTALL)
_ESCAPED = re.compile(r'\\(.)', re.DOTALL)
_WORD = re.compile(r'\w+')


def named(command: str) -> str:
    """The name, or the expression for it, in a ``workflow:`` text."""
    if ' ' not in command:
        return command
    found = _NAME.match(command)
    return found.group() if found else ''


def is_action_name(value: object) -> bool:
    """Whether Mistral reads all of it as a name, and evaluates none of it."""
    return (
        isinstance(value, str)
        and bool(value)
        and not is_dynamic(value)
        and named(f'{value} ') == value
    )


def is_dynamic(name: str) -> bool:
    """Whether Mistral evaluates the name when the task runs."""
    return next(_expressions(name), None) is not None


def literal_in(name: str, shorts: Collection[str]) -> str | None:
    """The first of the short names that an expression holds as text."""
    for expression in _expressions(name):
        words = [_ESCAPED.sub(r'\1', found) for found in _literals(expression)]
        inside = expression[2:-2].strip()
        if expression.startswith('<%') and _WORD.fullmatch(inside):
            words.append(inside)  # YAQL evaluates a bare word to itself
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
    quotes = set(_QUOTES)
    start = 0
    while True:
        quote = ''
        for found in _SIGN.finditer(expression, start):
            sign = found.group()
            if sign == quote:
                yield expression[start : found.start()]
                quote = ''
            elif not quote and sign[-1] in quotes:
                quote, start = sign[-1], found.end()
        if not quote:
            return
        quotes.remove(quote)  # again from here, since it is never closed
