"""The nouns of the command: what is wanted, and what Mistral has."""

import dataclasses

from heat_mistral.core import code_source

#: Where an action's name comes from.
EXPORT = '__export__'
ENTRY_POINT = 'entry point'

#: What Mistral runs in place of anything else of its name.
AD_HOC = 'an ad-hoc action of the project'


class ActionsError(Exception):
    """What a command cannot do, told in one line."""


@dataclasses.dataclass(frozen=True)
class Action:
    """A class that is to be an action.

    :ivar name: in Mistral.
    :ivar line: of the class, from 1.
    :ivar inputs: as Mistral shows them: ``volume_id, force=true``.
    :ivar description: the first line of its docstring, or ''.
    :ivar origin: EXPORT or ENTRY_POINT.
    """

    name: str
    class_name: str
    line: int
    inputs: str
    description: str
    origin: str


@dataclasses.dataclass(frozen=True)
class Source:
    """A file with actions: one code source in Mistral.

    Sources cannot import each other there, so all actions of a file share
    one, and a file is never cut.

    :ivar name: of the code source in Mistral.
    :ivar module: what Python would import.
    :ivar path: of the file, to be shown to a person.
    :ivar text: with ``\\n`` at the ends of lines and without a mark; '' if
        the file cannot be read.
    :ivar classes: names of all classes at the top level of the file.
    :ivar findings: what is wrong with it, before Mistral is asked.
    """

    name: str
    module: str
    path: str
    distribution: str
    version: str
    text: str
    actions: tuple[Action, ...]
    classes: frozenset[str] = frozenset()
    findings: tuple[code_source.Finding, ...] = ()


@dataclasses.dataclass(frozen=True)
class Uploaded:
    """A code source that the project has in Mistral.

    :ivar version: counted by Mistral: one more with each update.
    """

    id: str
    name: str
    content: str
    scope: str
    version: int


@dataclasses.dataclass(frozen=True)
class Registered:
    """A dynamic action that the project has in Mistral."""

    id: str
    name: str
    class_name: str
    source_id: str
    scope: str


@dataclasses.dataclass(frozen=True)
class Observed:
    """What Mistral has of the names and sources that matter.

    :ivar uploaded: the project's own sources.
    :ivar registered: the project's own dynamic actions.
    :ivar taken: names that something else has, and a word for it.
    """

    uploaded: tuple[Uploaded, ...] = ()
    registered: tuple[Registered, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()

    def source_named(self, name: str) -> Uploaded | None:
        """The source of this name."""
        return next((one for one in self.uploaded if one.name == name), None)

    def source(self, identifier: str) -> Uploaded | None:
        """The source of this id."""
        return next(
            (one for one in self.uploaded if one.id == identifier), None
        )

    def action(self, name: str) -> Registered | None:
        """The action of this name."""
        return next((one for one in self.registered if one.name == name), None)

    def source_of(self, name: str) -> Uploaded | None:
        """The source that the action of this name is made of."""
        action = self.action(name)
        return None if action is None else self.source(action.source_id)

    def users_of(self, source: Uploaded) -> list[Registered]:
        """The actions whose class is in a source."""
        return [one for one in self.registered if one.source_id == source.id]
