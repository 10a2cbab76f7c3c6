"""Makes public actions private, which other projects' runs must not notice.

Mistral looks an action up once more when a run of it ends, in the project of
the run. If that does not see it any more, the run stays RUNNING for ever.
"""

from collections.abc import Iterable

from heat_mistral.actions import running
from heat_mistral.actions.model import Registered
from heat_mistral.actions.observing import NAMESPACE
from heat_mistral.actions.plan import SourcePlan
from heat_mistral.mistral_api import errors
from heat_mistral.mistral_api.api import MistralApi
from heat_mistral.mistral_api.code_sources import PRIVATE, PUBLIC


def narrowed(made: SourcePlan) -> list[Registered]:
    """The actions that are public, and are not to be by a plan."""
    if made.scope == PUBLIC:
        return []
    done = [row.registered for row in made.rows if row.is_to_be_done]
    return [
        one
        for one in (*done, *made.kept)
        if one is not None and one.scope == PUBLIC
    ]


class Narrowing:
    """What is made private for one source, over all tries."""

    def __init__(self, api: MistralApi) -> None:
        """Send nothing yet."""
        self._api = api
        self._sent: dict[str, Registered] = {}

    def narrow(self, actions: Iterable[Registered]) -> str | None:
        """Make actions private, but not while a run of them goes on.

        Safe to repeat after any error.

        :returns: why they are public still, or None.
        """
        meant = {one.id: one for one in actions} | self._sent
        refused = self._refused(meant)
        if refused is not None:
            return refused
        for one in meant.values():
            self._sent[one.id] = one
            self._update(one, PRIVATE)
        # A run may have begun between the look and the request.
        refused = self._refused(meant)
        if refused is None:
            self._sent.clear()
        return refused

    def _refused(self, meant: dict[str, Registered]) -> str | None:
        stranded = running.of(self._api, [one.name for one in meant.values()])
        if not stranded:
            return None
        for one in self._sent.values():
            with errors.ignoring_not_found():
                self._update(one, PUBLIC)
        return (
            f'{running.told(stranded)} would be stranded for ever in projects '
            f'that do not see a private action'
        )

    def _update(self, one: Registered, scope: str) -> None:
        self._api.dynamic_actions.update(
            one.id, one.class_name, one.source_id, NAMESPACE, scope
        )
