"""What a definition that is no YAML was probably meant to be.

YAML's own words say where reading ended, which is not what is wrong: people
write expressions that start with what is a map to YAML, and ``>`` in a
template where lines have to stay lines.
"""

import re

# As much of a line as is looked at.
_LINE = 1000
_JINJA = ('{{', '{%')
# What may stand before the start of a value.
_BEFORE_VALUE = (':', '-', ',', '[', '{')
# A version and something else after it.
_VERSION_AND_MORE = re.compile(r'[\'"]?version[\'"]? *: *[^\s#]+ +[^\s#]')
_FOLDED = (
    '; its lines were joined: in the template, write "definition: |", which '
    'keeps them, and not "definition: >"'
)
_QUOTES = (
    '; a value that starts with a Jinja expression needs quotes: "{{ x }}"'
)
_COLON = '; a value that has ": " in it needs quotes'


def hint(text: str, at: int | None) -> str:
    """What to do about a fault of YAML's, after a semicolon; '' if unknown.

    :param at: index of the place where reading ended.
    """
    if at is None:
        return ''
    start = max(text.rfind('\n', 0, at), text.rfind('\r', 0, at)) + 1
    before = text[max(start, at - _LINE) : at]
    line = before + text[at : at + _LINE].partition('\n')[0]
    if _starts_with_jinja(line):
        return _QUOTES
    return folded(text) or (
        _COLON if _is_second_colon(text, at, before) else ''
    )


def folded(text: str) -> str:
    """The hint for a text whose lines have been joined; '' if they have not.

    YAML's ``>`` joins the lines that are indented alike, so those of the top
    level: the version and the first workflow's name, or a comment and these.
    """
    body = text.lstrip('\ufeff').strip()
    first, _, rest = body.partition('\n')
    first = first[:_LINE]
    if first.startswith('#'):
        return _FOLDED if ' version:' in first else ''
    if _VERSION_AND_MORE.match(first):
        return _FOLDED
    one_line = not rest and '{' not in first and first.count(': ') > 1
    return _FOLDED if one_line else ''


def _starts_with_jinja(line: str) -> bool:
    found = [at for at in map(line.find, _JINJA) if at >= 0]
    if not found:
        return False
    before = line[: min(found)].rstrip(' ')
    is_quoted = '"' in before or "'" in before
    return not is_quoted and (not before or before.endswith(_BEFORE_VALUE))


def _is_second_colon(text: str, at: int, before: str) -> bool:
    is_quoted = '"' in before or "'" in before
    return text.startswith(':', at) and ': ' in before and not is_quoted
