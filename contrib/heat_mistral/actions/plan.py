"""What is to be done with one source and its actions; pure."""

import dataclasses
from collections.abc import Collection

from heat_mistral.actions.model import Registered, Source, Uploaded


class State:
    """How an action stands to what Mistral has."""

    NEW = 'new'
    CHANGED = 'changed'
    SAME = 'same'
    #: Of the name is something that is not this command's.
    FOREIGN = 'foreign'
    REFUSED = 'refused'
    #: Its class is not in the file any more.
    GONE = 'gone'


#: As they are counted for a person.
STATES = (
    State.NEW,
    State.CHANGED,
    State.SAME,
    State.GONE,
    State.FOREIGN,
    State.REFUSED,
)


@dataclasses.dataclass(frozen=True)
class Row:
    """One action of a plan.

    :ivar state: one of ``STATES``.
    :ivar registered: what of that name the project has.
    :ivar reason: why it is so; '' where the state says it all.
    :ivar is_installed: whether Mistral has the name from an entry point.
    """

    name: str
    class_name: str
    state: str
    inputs: str
    reason: str = ''
    registered: Registered | None = None
    is_installed: bool = False

    @property
    def is_to_be_done(self) -> bool:
        return self.state in (State.NEW, State.CHANGED)


@dataclasses.dataclass(frozen=True)
class Options:
    """What the user allows.

    :ivar names: of the actions that are meant; empty for all.
    :ivar scope: None to leave it, and 'public' for what is new.
    """

    names: Collection[str] = ()
    override: bool = False
    scope: str | None = None
    strict: bool = False
    allowed_imports: Collection[str] = ()


@dataclasses.dataclass(frozen=True)
class SourcePlan:
    """What is to be done with one source.

    :ivar content: what Mistral shall have: the text with its mark.
    :ivar uploaded: the source that is to be replaced, if there is one.
    :ivar gone: actions that would be broken by the new text.
    :ivar kept: actions of the source that are not among the rows.
    :ivar warnings: what may be wrong with the source, with the place.
    """

    source: Source
    content: str
    scope: str
    uploaded: Uploaded | None
    rows: tuple[Row, ...]
    gone: tuple[Registered, ...] = ()
    kept: tuple[Registered, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_to_be_done(self) -> bool:
        return any(row.is_to_be_done for row in self.rows)

    @property
    def is_moving(self) -> bool:
        """Whether an action is to leave another source for this one."""
        here = None if self.uploaded is None else self.uploaded.id
        return any(
            row.is_to_be_done
            and row.registered is not None
            and row.registered.source_id != here
            for row in self.rows
        )

    @property
    def classes(self) -> dict[str, str]:
        """All actions that the source is to have: name -> class."""
        return {one.name: one.class_name for one in self.kept} | {
            row.name: row.class_name
            for row in self.rows
            if row.is_to_be_done or row.state == State.SAME
        }

    @property
    def is_content_changed(self) -> bool:
        return (
            self.uploaded is None
            or self.uploaded.content != self.content
            or self.uploaded.scope != self.scope
        )
