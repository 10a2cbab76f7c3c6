"""Actions that are classes of uploaded sources: /v2/dynamic_actions."""

from collections.abc import Iterable, Iterator
from typing import Any

from heat_mistral.mistral_api import errors, listing
from heat_mistral.mistral_api.code_sources import telling_what_is_missing


class DynamicActions:
    """The dynamic actions of one project."""

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose actions are found. (An administrator's lists
            have those of all projects, and so have look-ups by name.)
        """
        self._client = client
        self._project_id = project_id

    def named(self, names: Iterable[str], namespace: str) -> list[Any]:
        """The project's dynamic actions of these names."""
        wanted = set(names)
        return [
            row
            for query in listing.one_of(wanted)
            for row in self._own(name=query)
            if row.namespace == namespace and row.name in wanted
        ]

    def beginning(self, prefix: str, namespace: str) -> list[Any]:
        """The project's dynamic actions whose names begin so."""
        return [
            row
            for row in self._own(name=listing.holding(prefix))
            if row.namespace == namespace and row.name.startswith(prefix)
        ]

    def every(self, namespace: str) -> list[Any]:
        """All dynamic actions of the project."""
        return [row for row in self._own() if row.namespace == namespace]

    def of_source(self, source_id: str) -> list[Any]:
        """The project's dynamic actions that are made of a source."""
        return [row for row in self._own() if row.code_source_id == source_id]

    def _own(self, **query: str) -> Iterator[Any]:
        with telling_what_is_missing():
            for row in listing.pages(
                self._client.dynamic_actions.list, **query
            ):
                if row.project_id == self._project_id:
                    yield row

    def get(self, identifier: str) -> Any:
        """The dynamic action of this id.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self._client.dynamic_actions.get(listing.identifier(identifier))

    def create(
        self,
        name: str,
        class_name: str,
        source_id: str,
        namespace: str,
        scope: str,
    ) -> Any:
        """Make an action of a class. Mistral does not look for the class.

        :param source_id: the id; by a name Mistral takes another project's.
        :param scope: that of the source: where others see the action and not
            the source, their lists of actions fail.
        """
        with telling_what_is_missing():
            made = self._client.dynamic_actions.create(
                name, class_name, source_id, scope, namespace
            )
        if made.scope == scope:
            return made
        # Mistral 21 and 22 make a private one whatever they are told.
        return self.update(made.id, class_name, source_id, namespace, scope)

    def update(
        self,
        identifier: str,
        class_name: str,
        source_id: str,
        namespace: str,
        scope: str,
    ) -> Any:
        """Change an action, but for its name; see ``create``.

        :param identifier: the id.
        """
        return self._client.dynamic_actions.update(
            identifier, class_name, source_id, scope, namespace
        )

    def delete(self, identifier: str) -> None:
        """Delete an action by id; one that is gone already is no error.

        Without its namespace, which Mistral 23 stumbles over.
        """
        with errors.ignoring_not_found():
            self._client.dynamic_actions.delete(listing.identifier(identifier))
