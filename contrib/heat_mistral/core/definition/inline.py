"""The inputs in a task's command: ``workflow: move host="a" to=<% $.b %>``.

Mistral finds them with one regular expression (PARAMS_PTRN of
mistral/lang/base.py) and passes over what it does not match: in ``host=a``
there is no input for it. Here the text is walked through once, for the time of
such an expression grows with the square of some texts.
"""

from collections.abc import Iterator

#: What a value has to be for Mistral to see it.
READ = 'a text in quotes, an expression, a list, a number, true, false or null'
_CLOSING = {'"': '"', "'": "'", '<%': '%>', '{{': '}}'}
_WORDS = ('true', 'false', 'null')


def inputs(command: str) -> tuple[list[str], list[str]]:
    """The names before a "=": those whose values Mistral reads, and others.

    Without a space there are none: all of it is the name then.
    """
    read: list[str] = []
    passed_over: list[str] = []
    if ' ' in command:
        for name, is_read in _Walk(command):
            (read if is_read else passed_over).append(name)
    return read, passed_over


class _Walk:
    """Goes from "=" to "=" through a command."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Where the line ends that was looked at last, and where in it the
        # last of each closing sign stands. A value but for one in quotes ends
        # in its line.
        self.line_end = -1
        self.last: dict[str, int] = {}

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        start = 0
        while (equals := self.text.find('=', start)) >= 0:
            name = self.name_before(equals, start)
            end = self.value_end(equals + 1) if name else None
            if name:
                yield name, end is not None
            start = equals + 1 if end is None else end

    def name_before(self, equals: int, start: int) -> str:
        at = equals
        while at > start and _is_of_name(self.text[at - 1]):
            at -= 1
        return self.text[at:equals]

    def value_end(self, at: int) -> int | None:
        """Where the value that starts here ends; None: it is no value."""
        text = self.text
        for opening, closing in _CLOSING.items():
            if text.startswith(opening, at):
                return self.after(closing, at + len(opening))
        if text.startswith('[', at):
            # As far as it goes: a list may have lists in it.
            last = self.last_in_line(']', at)
            return None if last <= at else last + 1
        for word in _WORDS:
            if text.startswith(word, at):
                return at + len(word)
        end = at
        while end < len(text) and text[end].isdecimal():
            end += 1
        return end if end > at else None

    def after(self, closing: str, at: int) -> int | None:
        if len(closing) == 1:
            end = self.text.find(closing, at)
            return None if end < 0 else end + 1
        if self.last_in_line(closing, at) < at:
            return None
        return self.text.find(closing, at) + len(closing)

    def last_in_line(self, closing: str, at: int) -> int:
        if at > self.line_end:
            end = self.text.find('\n', at)
            self.line_end = len(self.text) if end < 0 else end
            self.last = {}
        if closing not in self.last:
            self.last[closing] = self.text.rfind(closing, at, self.line_end)
        return self.last[closing]


def _is_of_name(character: str) -> bool:
    """Whether ``[-_\\w]`` matches it."""
    return character in '-_' or character.isalnum()
