"""A source and its actions as a template wants them."""

import dataclasses
import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from heat.common.i18n import _
from oslo_utils import uuidutils

from heat_mistral.core import code_source
from heat_mistral.resources.code_source import schema

# Of Mistral's column, in characters.
_LONGEST = 255
# A comma splits Mistral's filters, `/ ? # % &` break URLs, a space or `= ( "`
# ends the name in a workflow.
_NAME = re.compile(r'[\w.\-]+')
# How much of what is wrong is told at once.
_TOLD = 5


@dataclasses.dataclass(frozen=True)
class Desired:
    """A source and its actions as a template wants them.

    :ivar name: of the source.
    :ivar actions: class by the name of the action.
    :ivar override: whether what has the names already is taken over.
    """

    name: str
    content: str
    actions: Mapping[str, str]
    scope: str
    override: bool
    allow_imports: Collection[str]
    strict: bool

    @functools.cached_property
    def digest(self) -> str:
        """Of the text."""
        return code_source.digest(self.content)

    @functools.cached_property
    def _findings(self) -> list[code_source.Finding]:
        return code_source.check(
            self.content, self.actions.values(), allowed=self.allow_imports
        )

    @property
    def warnings(self) -> list[str]:
        """What may fail, and is not refused; at most a few, and how many more."""
        return _told([each for each in self._findings if not each.is_error])

    def find_fault(self) -> tuple[str, str] | None:
        """The property to blame, and what to change.

        Nothing of what is checked is imported or executed.
        """
        for name, class_name in self.actions.items():
            fault = _name_fault(name)
            if fault is None:
                fault = _class_fault(class_name)
            if fault is not None:
                return schema.ACTIONS, f'{str(name)[:100]!r}: {fault}'
        alike: dict[str, str] = {}
        for name in self.actions:
            other = alike.setdefault(name.casefold(), name)
            if other != name:
                return schema.ACTIONS, _(
                    '%(one)s and %(other)s differ in the case of letters '
                    "only, which is none to Mistral's database where that is "
                    'MySQL or MariaDB'
                ) % {'one': other, 'other': name}
        found = code_source.errors_of(self._findings, self.strict)
        if not found:
            return None
        return schema.CONTENT, '; '.join(_told(found))


def read(props: Mapping[str, Any], name: str) -> Desired:
    """What the properties want; nothing is checked.

    :param name: of the source, where the properties give none.
    """
    return Desired(
        name=props[schema.NAME] or name,
        content=props[schema.CONTENT] or '',
        actions=dict(props[schema.ACTIONS] or {}),
        scope=props[schema.SCOPE],
        override=props[schema.OVERRIDE],
        allow_imports=tuple(props[schema.ALLOW_IMPORTS] or ()),
        strict=props[schema.STRICT],
    )


def _told(found: Sequence[code_source.Finding]) -> list[str]:
    told = [str(each) for each in found[:_TOLD]]
    if len(found) > _TOLD:
        told.append(_('and %d more') % (len(found) - _TOLD))
    return told


def _class_fault(name: Any) -> str | None:
    """Why an action cannot be made of this class, or None."""
    if not isinstance(name, str):
        return _('the class must be a text')
    if len(name) > _LONGEST:
        return _(
            'the name of the class has %(there)d characters; %(most)d may be'
        ) % {'there': len(name), 'most': _LONGEST}
    return None


def _name_fault(name: Any) -> str | None:
    """Why an action cannot have this name, or None."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return _(
            'the name of an action has letters, digits, "_", "-" and "." only'
        )
    if len(name) > _LONGEST:
        return _('the name has %(there)d characters; %(most)d may be') % {
            'there': len(name),
            'most': _LONGEST,
        }
    if uuidutils.is_uuid_like(name):
        return _('the name looks like a UUID, which Mistral takes for an id')
    return None
