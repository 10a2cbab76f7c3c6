"""All that is looked for in a source, in one call."""

import ast
import contextlib
import functools
import itertools
from collections.abc import Collection, Iterable, Iterator

from heat_mistral.core import words
from heat_mistral.core.code_source import (
    classes,
    dataclass_fields,
    imports,
    module_level,
    parameters,
    state,
    text,
)
from heat_mistral.core.code_source.findings import Finding, in_order
from heat_mistral.core.code_source.module import Module

# Who asks for one action of a source asks for the others next. Few, since the
# tree of a text has hundreds of times its size.
_TREES = 2


def check(
    content: str, class_names: Iterable[str], *, allowed: Collection[str] = ()
) -> list[Finding]:
    """What is wrong with a source, in the order of its lines.

    :param content: the text; never imported, executed or written anywhere.
    :param class_names: of the actions that are to be made of it.
    :param allowed: modules that may be imported beside those that Mistral
        requires; of dotted names the first part counts.
    """
    module = _read(content)
    if isinstance(module, Finding):
        return [module]
    seen: set[object] = set()
    with _bounded():
        found = itertools.chain(
            imports.check(module, allowed),
            module_level.check(module),
            dataclass_fields.check(module),
            *(
                _of_class(module, name, seen)
                for name in dict.fromkeys(class_names)
            ),
        )
        return in_order(found)
    return [text.too_deep()]


def _of_class(
    module: Module, name: str, seen: set[object]
) -> Iterator[Finding]:
    """What is wrong with an action.

    :param seen: what has been looked at for another one, which may be the
        base of both.
    """
    line = classes.find(module, name)
    if line is None:
        return
    if isinstance(line, Finding):
        yield line
        return
    yield from classes.check(module, line)
    taken = parameters.read(module, line)
    if taken is not None and taken not in seen:
        seen.add(taken)
        yield from parameters.check(module, taken)
    for node in line.classes:
        if node not in seen:
            seen.add(node)
            yield from state.check(module, node)


def signature(content: str, class_name: str) -> str | None:
    """What an action takes, as Mistral will show it.

    :returns: None where the tree does not tell: a base or a default is not
        in the source, or the source is broken.
    """
    with _bounded():
        module, line = _class(content, class_name)
        if line is not None:
            taken = parameters.read(module, line)
            if taken is not None:
                return parameters.shown(module, taken)
    return None


def signature_fault(content: str, class_name: str, shown: str) -> str | None:
    """What is wrong with what Mistral shows that an action takes, or None.

    For what the tree does not tell: an inherited ``__init__``, defaults that
    are made when the source is executed.
    """
    told = parameters.fault(shown)
    with _bounded():
        module, line = _class(content, class_name)
        lost = line and parameters.lost(module, line, shown)
        if lost and not told:
            return (
                f'Mistral does not show {words.list_of("parameter", lost)[:300]}, '
                f'and refuses it as unexpected: the default is no JSON; use '
                f'None, and put the value in run()'
            )
    return told


def may_have(content: str, class_name: str) -> bool:
    """Whether a class of this name may be in a source, as far as is told."""
    module = _read(content)
    return not isinstance(module, Finding) and not isinstance(
        classes.find(module, class_name), Finding
    )


def _class(content: str, name: str) -> tuple[Module, classes.Line | None]:
    module = _read(content)
    if isinstance(module, Finding):
        return Module(ast.Module([], []), ''), None
    line = classes.find(module, name)
    return module, line if isinstance(line, classes.Line) else None


def _read(content: str) -> Module | Finding:
    if len(content) > text.MAX_BYTES:
        return _parsed.__wrapped__(content)  # a finding; not to be kept
    return _parsed(content)


@functools.lru_cache(maxsize=_TREES)
def _parsed(content: str) -> Module | Finding:
    tree = text.parse(content)
    return tree if isinstance(tree, Finding) else Module(tree, content)


def _bounded() -> contextlib.AbstractContextManager[None]:
    """Expressions that Python parses, and that are too deep to be walked."""
    return contextlib.suppress(RecursionError, MemoryError)
