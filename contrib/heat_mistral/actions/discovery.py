"""Finds actions: entry points, and classes marked ``__export__ = True``.

Only files that hold that word, or that an entry point names, are parsed: an
environment with all of OpenStack has thousands.
"""

import collections
import dataclasses
import os
import pathlib
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import EntryPoint

from heat_mistral.actions import naming, places, source
from heat_mistral.actions.model import ENTRY_POINT, EXPORT, Action, Source
from heat_mistral.core import code_source

#: Bytes. What is larger is no source that Mistral would take.
_LARGEST = 1 << 20
_WORD = source.EXPORT.encode()


def everything(
    prefix: str | None = None, on_place: Callable[[str], None] | None = None
) -> list[Source]:
    """What all installed distributions have.

    :param prefix: of all names; the default is each package's own.
    :param on_place: called with the name of each distribution, before it.
    """
    found: list[Source] = []
    for place in places.installed():
        if on_place is not None:
            on_place(place.distribution)
        found += _of(place, prefix)
    return unambiguous(found)


def within(what: str, prefix: str | None = None) -> list[Source]:
    """What one distribution, package or directory has; see unambiguous().

    :raises heat_mistral.actions.model.ActionsError: if there is none.
    """
    return list(_of(places.chosen(what), prefix))


def _of(place: places.Place, prefix: str | None) -> Iterator[Source]:
    points = collections.defaultdict(list)
    for point in place.entry_points:
        points[tuple(point.module.split('.'))].append(point)
    prefixes = _Prefixes(prefix)
    for file in place.files:
        named = points.pop(file.module, [])
        content = _read(file.path)
        if content is None or not (named or _WORD in content):
            continue
        found = _source(place, file, content, named, prefixes)
        if found.actions or found.findings:
            yield found
    for module, left in points.items():
        yield _without_file(place, module, left)


def _read(path: str) -> bytes | None:
    """The content of a file; None if it is not there.

    Devices and pipes are not opened, which might wait for ever.
    """
    try:
        if not os.path.isfile(path):
            return None
        with open(path, 'rb') as stream:
            if os.fstat(stream.fileno()).st_size > _LARGEST:
                return stream.read(_LARGEST)
            return stream.read()
    except OSError:
        return None


def _source(
    place: places.Place,
    file: places.File,
    content: bytes,
    points: list[EntryPoint],
    prefixes: '_Prefixes',
) -> Source:
    above, below = prefixes.split(file)
    name = naming.source_name(above, below)
    text, read = _parsed(content)
    if read.finding is not None:
        text = ''
    pointed = {point.attr.partition('.')[0] for point in points}
    actions = [
        _action(naming.action_name(name, each.name), text, each, EXPORT)
        for each in read.classes
        if each.is_exported and each.name not in pointed
    ]
    findings = [] if read.finding is None else [read.finding]
    classes = {each.name: each for each in read.classes}
    for point in points if read.finding is None else ():
        each = classes.get(point.attr)
        if each is None:
            findings.append(_not_there(point))
        else:
            actions.append(_action(point.name, text, each, ENTRY_POINT))
    # A package that is one file has no name left beside its prefix.
    return Source(
        name or '.'.join(file.module),
        '.'.join(file.module),
        file.path,
        place.distribution,
        place.version,
        text,
        tuple(actions),
        frozenset(classes),
        tuple(findings),
    )


def _parsed(content: bytes) -> tuple[str, source.File]:
    try:
        text = source.decoded(content)
    except ValueError as ex:
        return '', source.File(
            finding=code_source.Finding('encoding', code_source.ERROR, str(ex))
        )
    return text, source.read(text)


def _action(name: str, text: str, each: source.Class, origin: str) -> Action:
    inputs = code_source.signature(text, each.name)
    return Action(
        name,
        each.name,
        each.line,
        '?' if inputs is None else inputs,
        each.description,
        origin,
    )


def _not_there(point: EntryPoint) -> code_source.Finding:
    return code_source.Finding(
        'entry-point',
        code_source.ERROR,
        f'the entry point {point.name} names {point.attr!r}, which is no '
        f'class at the top level of this file',
    )


def _without_file(
    place: places.Place, module: tuple[str, ...], points: list[EntryPoint]
) -> Source:
    """For entry points whose module the distribution has not."""
    name = '.'.join(module)
    return Source(
        name,
        name,
        f'{place.distribution}: {name}',
        place.distribution,
        place.version,
        '',
        (),
        findings=(
            code_source.Finding(
                'entry-point',
                code_source.ERROR,
                f'the entry point {points[0].name} names the module {name}, '
                f'of which {place.distribution} has no source file',
            ),
        ),
    )


class _Prefixes:
    """What the names of a file's actions begin with.

    That is what the nearest package above says of itself
    (``__actions_prefix__``), or the name of the outermost package. A prefix
    that the user gives stands for either.
    """

    def __init__(self, given: str | None) -> None:
        self._given = given
        self._said: dict[pathlib.Path, str | None] = {}

    def split(self, file: places.File) -> tuple[str, tuple[str, ...]]:
        """The prefix, and the parts of the module's name that follow it."""
        for length in range(len(file.module), 0, -1):
            said = self._of(file.root.joinpath(*file.module[:length]))
            if said is not None:
                given = said if self._given is None else self._given
                return given, file.module[length:]
        top = file.root / file.module[0]
        if self._given is not None and (top / '__init__.py').is_file():
            return self._given, file.module[1:]
        return self._given or '', file.module

    def _of(self, directory: pathlib.Path) -> str | None:
        if directory not in self._said:
            content = _read(str(directory / '__init__.py'))
            self._said[directory] = (
                _parsed(content)[1].prefix
                if content and source.PREFIX.encode() in content
                else None
            )
        return self._said[directory]


def unambiguous(found: Iterable[Source]) -> list[Source]:
    """Sources by name, each file once; of two of a name, or with an action
    of a name, none can be registered.
    """
    by_path = {(one.name, one.path): one for one in found}
    listed = [one for _, one in sorted(by_path.items())]
    paths: dict[str, list[str]] = collections.defaultdict(list)
    for one in listed:
        for action in one.actions:
            paths[action.name].append(one.path)
    names = collections.Counter(one.name for one in listed)
    return [
        dataclasses.replace(
            one,
            findings=(*one.findings, *_of_names(one, paths, names[one.name])),
        )
        for one in listed
    ]


def _of_names(
    one: Source, paths: dict[str, list[str]], namesakes: int
) -> Iterator[code_source.Finding]:
    """What is wrong with the names of a source."""
    if namesakes > 1:
        yield _finding(
            f'another file has the name {one.name} as well; give one of '
            f'them another name'
        )
    for action in one.actions:
        said = naming.fault(action.name)
        if said is None and len(paths[action.name]) > 1:
            files = ', '.join(dict.fromkeys(paths[action.name]))
            said = f'the name {action.name} is given twice, in {files}'
        if said is not None:
            yield _finding(said, action.line)


def _finding(said: str, line: int | None = None) -> code_source.Finding:
    return code_source.Finding(
        'name', code_source.ERROR, said, line, line and 1
    )
