"""Ad-hoc actions as standalone texts under registered names.

As qualifying.py does it with workflows: cut at the parser's marks, so that
comments and layout stay, and compared with what was meant.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from heat_mistral.core.definition import (
    actions,
    cutting,
    edits,
    load,
    meaning,
    model,
    positions,
    qualifying,
    references,
    tree,
)


def qualify(
    definition: model.Actions,
    names: Mapping[str, str],
    *,
    tags: Sequence[str] | None = None,
) -> dict[str, str]:
    """The text of each action, to be registered by itself.

    Its name and a base of the same text become registered names.

    :param names: registered name by short name.
    :param tags: of actions that have none.
    :raises DefinitionError: names that clash.
    """
    qualifying.check_clash(names, 'action')

    def bases(body: tree.Node) -> Iterator[cutting.Command]:
        found = body.child('base')
        if found:
            yield found[1], names

    cutter = cutting.Cut(definition, names, {}, bases)
    texts = {}
    for short, action in definition.actions.items():
        missing: dict[str, Any] = {}
        if tags and 'tags' not in action.body:
            missing['tags'] = list(tags)
        body = {
            **missing,
            **action.body,
            'base': references.renamed(action.body['base'], names),
        }
        version = edits.VERSION
        if len(names) == 1 and definition.version is not None:
            version = definition.version
        wanted = {'version': version, names[short]: body}
        text = cutter.text_of(short, missing)
        if text is None or not meaning.reads_as(text, wanted):
            text = qualifying.dumped(wanted, definition, short)
        texts[short] = text
    return texts


def join(texts: Iterable[str]) -> str:
    """One text of several standalone ones, for a single request."""
    return qualifying.join(texts, actions.parse)


class Digests:
    """Hashes of the actions of one text, which is read once.

    Mistral shows of an action the whole text that it came in.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        try:
            value = load.compose(text).value()
        except positions.DefinitionError:
            value = None
        self._bodies = value if isinstance(value, dict) else {}

    def of(self, name: str) -> str:
        """A hash that is equal where the action of this name means the same.

        That of the whole text, if it has no such action.
        """
        body = self._bodies.get(name)
        if body is None:
            return self._of_all
        return meaning.of_value({'version': edits.VERSION, name: body})

    @functools.cached_property
    def _of_all(self) -> str:
        return meaning.digest(self._text)


def digest(text: str, name: str) -> str:
    """The hash of one action of a text; see ``Digests``."""
    return Digests(text).of(name)
