"""What an action takes, and what of it Mistral can handle.

Mistral shows the parameters of ``__init__`` as a text, in which defaults are
JSON, and splits that text at its commas whenever the action is used
(``mistral_lib.utils.get_dict_from_string``): a default with a comma makes an
action that cannot be run at all. One that is no JSON disappears from the text
with its parameter, and a keyword-only parameter never gets there
(``inspect_utils.get_arg_list_as_str``).
"""

import ast
import dataclasses
import functools
from collections.abc import Iterator

from heat_mistral.core.code_source import dataclass_fields, defaults
from heat_mistral.core.code_source.classes import Line, own_names
from heat_mistral.core.code_source.findings import Finding, short
from heat_mistral.core.code_source.module import Module

_UNKNOWN = object()
_LONGEST_SHOWN = 200
_LONGEST_INPUT = 65_535  # what Mistral can keep of defaults


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter of an action.

    :ivar default: None if there is none.
    :ivar node: where it stands.
    :ivar value: what the default stands for; None where the tree does not
        tell.
    """

    name: str
    default: ast.expr | None
    node: ast.AST
    value: ast.expr | None


@dataclasses.dataclass(frozen=True, eq=False)
class Parameters:
    """All that an action takes; one object where classes inherit it.

    :ivar positional_only: and keyword_only: what Mistral cannot give.
    :ivar rest: of ``**rest``.
    :ivar unnamed: the first parameter, if it has not the name ``self``.
    :ivar of_fields: whether they are those of a data class.
    """

    named: tuple[Parameter, ...] = ()
    positional_only: tuple[Parameter, ...] = ()
    keyword_only: tuple[Parameter, ...] = ()
    rest: str | None = None
    unnamed: Parameter | None = None
    of_fields: bool = False


def read(module: Module, line: Line) -> Parameters | None:
    """What a class takes; None where the tree does not tell."""
    for each in line.classes:
        own = module.once('taken', each, functools.partial(_own, module, each))
        if isinstance(own, Parameters) and (
            own.of_fields
            or not (each.decorator_list and each is line.classes[0])
        ):
            return own
        if own is not None or (
            each.decorator_list and each is line.classes[0]
        ):
            return None
    return Parameters() if line.is_action and line.is_whole else None


def _own(module: Module, node: ast.ClassDef) -> Parameters | object | None:
    """What a class takes by itself, its bases left aside.

    :returns: None where it has no ``__init__``, _UNKNOWN where nobody knows.
    """
    fields = dataclass_fields.read(module, Line(module, node).classes, node)
    if fields is not None:
        if len(fields) > dataclass_fields.MOST:
            return _UNKNOWN
        made = [
            (_parameter(module, node, *each[:3]), each[3]) for each in fields
        ]
        return Parameters(
            tuple(each for each, is_keyword in made if not is_keyword),
            keyword_only=tuple(
                each for each, is_keyword in made if is_keyword
            ),
            of_fields=True,
        )
    found = [
        each
        for each in node.body
        if isinstance(each, ast.FunctionDef) and each.name == '__init__'
    ]
    if not found:
        return None
    if found[-1].decorator_list:
        return _UNKNOWN
    return _of_function(module, node, found[-1].args)


def _of_function(
    module: Module, node: ast.ClassDef, args: ast.arguments
) -> Parameters:
    every = [*args.posonlyargs, *args.args]
    without = len(every) - len(args.defaults)
    defaults: list[ast.expr | None] = [*([None] * without), *args.defaults]
    made = [
        _parameter(module, node, arg.arg, default, arg)
        for arg, default in zip(every, defaults, strict=True)
    ]
    first = len(args.posonlyargs)
    return Parameters(
        tuple(each for each in made[max(first, 1) :]),
        tuple(each for each in made[1:first]),
        tuple(
            _parameter(module, node, arg.arg, default, arg)
            for arg, default in zip(
                args.kwonlyargs, args.kw_defaults, strict=True
            )
        ),
        args.kwarg.arg if args.kwarg else None,
        next((each for each in made[:1] if each.name != 'self'), None),
    )


def _parameter(
    module: Module,
    of_class: ast.ClassDef,
    name: str,
    default: ast.expr | None,
    node: ast.AST,
) -> Parameter:
    value = default
    if isinstance(default, ast.Name):
        there = own_names(module, of_class).get(default.id, default)
        if there is not default:
            value = getattr(there, 'value', None)
    return Parameter(name, default, node, value)


def check(module: Module, parameters: Parameters) -> Iterator[Finding]:
    """Parameters that Mistral cannot handle."""
    if parameters.unnamed is not None:
        yield module.error(
            'self',
            f'Mistral takes the first parameter for one of the action; call '
            f'it self, and not {short(parameters.unnamed.name)}',
            parameters.unnamed.node,
        )
    for each in parameters.keyword_only:
        yield module.error(
            'keyword-only',
            f'Mistral does not show the keyword-only parameter {short(each.name)}, '
            f'and refuses it as unexpected; put it before the "*"',
            each.node,
        )
    for each in parameters.positional_only:
        yield module.error(
            'positional-only',
            f'Mistral gives parameters by name, which {short(each.name)} does not '
            f'take; leave the "/" out',
            each.node,
        )
    for each in parameters.named:
        if each.default is None or each.value is None:
            continue
        try:
            text = defaults.json_of(module, each.value)
        except defaults.Unknown:
            continue
        except defaults.NoJson as ex:
            yield module.error(
                'default-not-json',
                f'the default of {short(each.name)} is {ex}, no JSON: Mistral drops '
                f'the parameter; use None, and put the value in run()',
                each.default,
            )
            continue
        if ',' in text:
            yield module.error(
                'default-comma',
                f'the default of {short(each.name)} has a comma, where Mistral cuts '
                f'it: no run would get past that; use None, and put the '
                f'value in run()',
                each.default,
            )


def shown(module: Module, parameters: Parameters) -> str | None:
    """The parameters as Mistral shows them; None where it is not known."""
    return module.once(
        'shown', parameters, functools.partial(_shown, module, parameters)
    )


def _shown(module: Module, parameters: Parameters) -> str | None:
    parts = [parameters.unnamed.name] if parameters.unnamed else []
    length = 0
    for each in (*parameters.positional_only, *parameters.named):
        if each.default is None:
            parts.append(each.name)
            continue
        if each.value is None:
            return None
        try:
            text = defaults.json_of(module, each.value)
        except defaults.Unknown:
            return None
        except defaults.NoJson:
            continue
        length += len(text)
        if length > _LONGEST_INPUT:
            return None  # many may name the same long text
        parts.append(f'{each.name}={text}')
    if parameters.rest:
        parts.append(f'**{parameters.rest}')
    return ', '.join(parts)


def lost(module: Module, line: Line, text: str) -> list[str]:
    """Names of parameters that Mistral does not show, for their defaults.

    :param text: the parameters as Mistral shows them.
    """
    taken = read(module, line)
    there = set(names_of(text))
    return [
        each.name
        for each in (taken.named if taken else ())
        if each.name not in there
    ]


def names_of(text: str) -> list[str]:
    """The names of the parameters in a text as Mistral shows it.

    Cut as Mistral cuts it: at each comma.
    """
    return [
        part.strip().partition('=')[0]
        for part in (text.split(',') if text else ())
    ]


def fault(text: str) -> str | None:
    """What is wrong with parameters as Mistral shows them, or None.

    For what the tree does not tell: an inherited ``__init__``, defaults that
    are made when the source is executed.
    """
    for name in names_of(text):
        if not name.removeprefix('**').isidentifier():
            return (
                f'Mistral would look for a parameter '
                f'{name[:_LONGEST_SHOWN]!r}: a default has a comma, where '
                f'Mistral cuts it; use None, and put the value in run()'
            )
    return None
