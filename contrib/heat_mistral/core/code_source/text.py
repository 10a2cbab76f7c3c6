"""From a text to a syntax tree; what is no Python text ends here.

CPython answers hostile texts (a hundred thousand brackets, signs, NULs) with
one of four exceptions, in a fraction of a second while the text is small.
"""

import ast

from heat_mistral.core.code_source.findings import ERROR, Finding

#: Of the column that a source is stored in, a TEXT of MySQL and MariaDB:
#: Mistral answers a longer one with a bare 500 there.
MAX_BYTES = 65_535

_LONGEST_LINE = 200  # characters of a name that is looked at for a path


def parse(content: str) -> ast.Module | Finding:
    """The tree of a text, or why it has none."""
    fault = _fault(content)
    if fault is not None:
        return fault
    try:
        tree = ast.parse(content)
        # Some faults show only here: "return" outside of a function.
        compile(content, '<source>', 'exec', dont_inherit=True)
    except SyntaxError as ex:
        return _syntax(content, ex)
    except (MemoryError, RecursionError):
        return too_deep()
    except ValueError as ex:
        return Finding('syntax', ERROR, f'this is no Python source: {ex}')
    return tree


def too_deep() -> Finding:
    """The finding for what cannot be read, though it may be Python."""
    return Finding(
        'too-deep',
        ERROR,
        'the source is nested too deeply to be read; use fewer brackets or '
        'operators in one expression',
    )


def _fault(content: str) -> Finding | None:
    """What is wrong before anything is parsed."""
    if not content.strip():
        return Finding('empty', ERROR, 'the source is empty')
    # A character has one byte at least: what is far too long is not encoded.
    size = len(content)
    if size <= MAX_BYTES:
        size = len(content.encode('utf-8', 'surrogatepass'))
    if size > MAX_BYTES:
        return Finding(
            'too-large',
            ERROR,
            f'the source has {size:,} bytes or more in UTF-8; at most '
            f'{MAX_BYTES:,} are accepted: split it, or install a package with '
            f'entry points',
        )
    index = content.find('\0')
    if index >= 0:
        return Finding(
            'nul',
            ERROR,
            'there is a NUL character; take it out (is this a text file in '
            'UTF-8?)',
            *_position(content, index),
        )
    if content.startswith('\ufeff'):
        return Finding(
            'byte-order-mark',
            ERROR,
            'the text begins with a byte order mark, which Python does not '
            'read from Mistral; save the file as UTF-8 without one',
            1,
            1,
        )
    try:
        content.encode()
    except UnicodeEncodeError as ex:
        return Finding(
            'surrogate',
            ERROR,
            f'{content[ex.start]!a} is half a character, which UTF-8 cannot '
            f'carry; write it as an escape, or as the whole character',
            *_position(content, ex.start),
        )
    if _looks_like_a_path(content):
        return Finding(
            'path',
            ERROR,
            'this is the name of a file and not its content, and no file is '
            'read for it; use get_file',
        )
    return None


def _looks_like_a_path(content: str) -> bool:
    """Whether somebody gave a name where the text belongs."""
    line = content.strip()
    if len(line) > _LONGEST_LINE or any(char.isspace() for char in line):
        return False
    return (
        line.startswith(('/', './', '../', '~/', 'file:', 'http:', 'https:'))
        or line.endswith('.py')
    )  # fmt: skip


def _position(content: str, index: int) -> tuple[int, int]:
    before = content[:index]
    return before.count('\n') + 1, index - (before.rfind('\n') + 1) + 1


def _syntax(content: str, ex: SyntaxError) -> Finding:
    message = f'this is no Python: {ex.msg}'
    if ex.lineno is None or ex.lineno < 1:
        return Finding('syntax', ERROR, message)
    # Characters, and 0 or None where CPython does not know.
    return Finding('syntax', ERROR, message, ex.lineno, max(ex.offset or 1, 1))
