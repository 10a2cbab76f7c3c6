"""Where Python files of actions are: installed distributions, directories.

Nothing is imported: of a distribution its own list of files is read, of one
in development the place that its finder names for the package.
"""

import dataclasses
import importlib.metadata
import importlib.util
import os
import pathlib
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, EntryPoint

from heat_mistral.actions.model import ActionsError
from heat_mistral.actions.naming import normalized

GROUP = 'mistral.actions'
#: What a directory is registered under: it has no version.
NO_VERSION = '0'
_SKIPPED = frozenset(('__pycache__', 'node_modules'))


@dataclasses.dataclass(frozen=True)
class File:
    """A Python file.

    :ivar module: the parts of its name: ``('demo', 'cinder', 'backups')``.
    :ivar root: the directory that the first part is in.
    """

    path: str
    module: tuple[str, ...]
    root: pathlib.Path


@dataclasses.dataclass(frozen=True)
class Place:
    """A distribution, or a directory.

    :ivar entry_points: those of the group ``mistral.actions``.
    """

    distribution: str
    version: str
    files: tuple[File, ...]
    entry_points: tuple[EntryPoint, ...] = ()


def installed() -> Iterator[Place]:
    """All distributions of this Python, each once, by name."""
    seen = set()
    for found in importlib.metadata.distributions():
        name = _name(found)
        if name is not None and normalized(name) not in seen:
            seen.add(normalized(name))
            yield _of_distribution(found, name)


def chosen(what: str) -> Place:
    """A distribution, an importable package, or a directory or file.

    :raises ActionsError: if there is none.
    """
    path = pathlib.Path(what)
    if os.sep in what or what in (os.curdir, os.pardir) or path.is_file():
        return _of_path(path)
    for found in importlib.metadata.distributions():
        name = _name(found)
        if name is not None and normalized(name) == normalized(what):
            return _of_distribution(found, name)
    if what.isidentifier():
        for name in importlib.metadata.packages_distributions().get(what, ()):
            found = importlib.metadata.distribution(name)
            return _of_distribution(found, _name(found) or what)
    if path.is_dir():
        return _of_path(path)
    raise ActionsError(
        f'there is neither an installed package {what} nor such a directory'
    )


def _name(found: Distribution) -> str | None:
    # A broken one has none; importlib.metadata says None, or fails.
    try:
        return found.metadata['Name'] or None
    except (KeyError, OSError, ValueError):
        return None


def _of_distribution(found: Distribution, name: str) -> Place:
    # An environment with OpenStack has tens of thousands.
    listed = [file.as_posix() for file in found.files or ()]
    root = pathlib.Path(str(found.locate_file('')))
    files = [
        File(os.path.join(root, *parts), _module(parts), root)
        for name_ in listed
        if name_.endswith('.py')
        for parts in [tuple(name_.split('/'))]
        if '..' not in parts
    ]
    if _is_in_development(listed):
        files = [
            file for top in _tops(found) for file in _developed(top)
        ] or files
    return Place(
        name,
        found.version or NO_VERSION,
        tuple(files),
        tuple(found.entry_points.select(group=GROUP)),
    )


def _is_in_development(listed: list[str]) -> bool:
    """Whether its files are elsewhere: it has put a path file here instead."""
    return any(name.endswith('.pth') for name in listed) and all(
        name.startswith('__editable__') or not name.endswith('.py')
        for name in listed
    )


def _tops(found: Distribution) -> set[str]:
    """Names of the outermost packages of a distribution in development."""
    names = set((found.read_text('top_level.txt') or '').split())
    names.update(
        point.module.partition('.')[0] for point in found.entry_points
    )
    return {name for name in names if name.isidentifier()}


def _developed(top: str) -> Iterator[File]:
    """The files of a package, wherever its finder has it.

    For an outermost package a finder says where it is and imports nothing.
    """
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return
    if spec is None:
        return
    if spec.submodule_search_locations:
        for location in spec.submodule_search_locations:
            directory = pathlib.Path(location)
            yield from _below(directory, directory.parent)
    elif spec.origin and spec.origin.endswith('.py'):
        path = pathlib.Path(spec.origin)
        yield File(str(path), (path.stem,), path.parent)


def _of_path(path: pathlib.Path) -> Place:
    try:
        path = path.resolve(strict=True)
    except (OSError, RuntimeError) as ex:
        raise ActionsError(f'there is no file or directory {path}') from ex
    root = path if path.is_dir() else path.parent
    while (root / '__init__.py').is_file() and root.parent != root:
        root = root.parent
    if path.is_dir():
        files = tuple(_below(path, root))
    else:
        relative = path.relative_to(root)
        files = (File(str(path), _module(relative.parts), root),)
    name = path.name if path.is_dir() else path.stem
    # It is a word of the mark that a source gets.
    return Place(re.sub(r'[^\w.-]+', '-', name) or '-', NO_VERSION, files)


def _below(directory: pathlib.Path, root: pathlib.Path) -> Iterator[File]:
    """All Python files of a directory; hidden directories are none of it."""
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not name.startswith('.')
        )
        for name in sorted(names):
            if name.endswith('.py'):
                path = pathlib.Path(folder, name)
                parts = path.relative_to(root).parts
                yield File(str(path), _module(parts), root)


def _module(parts: tuple[str, ...]) -> tuple[str, ...]:
    *above, name = parts
    stem = name.removesuffix('.py')
    return tuple(above) if stem == '__init__' else (*above, stem)
