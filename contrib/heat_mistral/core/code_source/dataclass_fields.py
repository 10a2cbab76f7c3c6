"""Actions that are data classes: their ``__init__`` is made of their fields.

A field whose annotation is a text, as all are under ``from __future__ import
annotations``, makes Python look the module up in sys.modules, where Mistral
does not put it: the class cannot be made at all.
"""

import ast
import functools
from collections.abc import Iterator, Sequence

from heat_mistral.core.code_source.findings import Finding
from heat_mistral.core.code_source.module import Module

#: Name, default, where it stands, whether it is keyword-only.
Field = tuple[str, ast.expr | None, ast.AST, bool]
#: Fields that are looked at in a class and its bases.
MOST = 200
_DATACLASS = 'dataclasses.dataclass'


def check(module: Module) -> Iterator[Finding]:
    """Data classes that cannot be made in Mistral."""
    future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == '__future__'
        and any(alias.name == 'annotations' for alias in node.names)
        for node in module.tree.body
    )
    for node in module.classes.values():
        if _decorator(module, node) is None:
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and (
                future or _is_text(field.annotation)
            ):
                yield module.error(
                    'dataclass-annotations',
                    'Python cannot make this data class in Mistral, since '
                    'annotations are texts here; '
                    + (
                        'take "from __future__ import annotations" out'
                        if future
                        else 'write the annotation without quotes'
                    ),
                    node if future else field,
                )
                break


def _is_text(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Constant) and isinstance(
        annotation.value, str
    )


def read(
    module: Module, line: Sequence[ast.ClassDef], node: ast.ClassDef
) -> list[Field] | None:
    """The fields of a data class; None for any other class.

    :param line: the class and its bases, as far as the source has them.
    :returns: more than MOST where there are more, and not all of them then.
    """
    decorator = _decorator(module, node)
    if decorator is None or _flag(decorator, 'init') is False:
        return None
    fields: dict[str, Field] = {}
    for each in reversed(line):
        own = module.once(
            'fields', each, functools.partial(_own, module, each)
        )
        # Each of many classes may inherit those of one.
        for field in own[: MOST + 1]:
            fields[field[0]] = field
    return list(fields.values())


def _own(module: Module, node: ast.ClassDef) -> list[Field]:
    """The fields that a class has by itself, if it is a data class."""
    decorator = _decorator(module, node)
    if decorator is None:
        return []
    only = _flag(decorator, 'kw_only') is True
    return list(_fields(module, node, only))


def _decorator(module: Module, node: ast.ClassDef) -> ast.expr | None:
    for each in node.decorator_list:
        target = each.func if isinstance(each, ast.Call) else each
        if module.dotted(target) == _DATACLASS:
            return each
    return None


def _flag(node: ast.expr, name: str) -> object:
    """The constant that a call gives to a parameter, if it does."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                return keyword.value.value
    return None


def _fields(module: Module, node: ast.ClassDef, only: bool) -> Iterator[Field]:
    for each in node.body:
        if not isinstance(each, ast.AnnAssign) or not isinstance(
            each.target, ast.Name
        ):
            continue
        kind = each.annotation
        named = module.dotted(
            kind.value if isinstance(kind, ast.Subscript) else kind
        )
        if named == 'typing.ClassVar':
            continue
        if named == 'dataclasses.KW_ONLY':
            only = True
            continue
        value, keyword_only = each.value, only
        if (
            isinstance(value, ast.Call)
            and module.dotted(value.func) == 'dataclasses.field'
        ):
            if _flag(value, 'init') is False:
                continue
            given = _flag(value, 'kw_only')
            keyword_only = only if given is None else given is True
            value = _default(value)
        yield each.target.id, value, each, keyword_only


def _default(field: ast.Call) -> ast.expr | None:
    for keyword in field.keywords:
        if keyword.arg == 'default':
            return keyword.value
        if keyword.arg == 'default_factory':
            # What stands in the signature is no JSON, whatever is made.
            return ast.copy_location(
                ast.Call(
                    func=ast.Name('object', ast.Load()), args=[], keywords=[]
                ),
                keyword.value,
            )
    return None
