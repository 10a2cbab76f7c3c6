"""Workflows in Mistral: /v2/workflows."""

from collections.abc import Iterable
from typing import Any

from oslo_utils import uuidutils

from heat_mistral.mistral_api import errors, listing, verdicts, yaql_race

# Of a member: the project uses what it was offered.
_ACCEPTED = 'accepted'


class Workflows:
    """The workflows that one project may use."""

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose workflows are its own.
        """
        self._client = client
        self._project_id = project_id

    def named(self, names: Iterable[str], namespace: str) -> list[Any]:
        """The project's own workflows of these names, with definitions."""
        names = list(names)
        missing = set(names)
        rows = []
        for query in listing.one_of(names):
            for row in listing.pages(self._client.workflows.list, name=query):
                if row.namespace == namespace and self._is_own(row):
                    rows.append(row)
                    missing.discard(row.name)
                if not missing:
                    break  # there is one of each name: no page more
        return rows

    def find(self, identifier: str, namespace: str = '') -> Any:
        """The workflow of this id, or the one that the name stands for.

        Mistral looks a name up in all projects for an administrator, and
        takes whichever comes first. Here the project's own comes first, then
        a public one, then one that another project shares with this one.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        if uuidutils.is_uuid_like(identifier):
            return self.get(identifier)
        others = []
        for row in listing.pages(
            self._client.workflows.list, name=listing.equal(identifier)
        ):
            if row.namespace != namespace:
                continue
            if self._is_own(row):
                return row
            others.append(row)
        for is_meant in (_is_public, self._is_shared):
            for row in others:
                if is_meant(row):
                    return row
        raise errors.not_found(f'there is no workflow {identifier}')

    def get(self, identifier: str) -> Any:
        """The workflow of this id.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self._client.workflows.get(listing.identifier(identifier))

    def create(self, text: str, namespace: str, scope: str) -> list[Any]:
        """Register all workflows of a text, or none."""
        return yaql_race.registered(
            lambda: self._client.workflows.create(
                text, namespace=listing.quoted(namespace), scope=scope
            ),
            text,
        )

    def update(
        self, identifier: str, text: str, namespace: str, scope: str
    ) -> Any:
        """Replace a workflow's text.

        :param identifier: the id; a name in a PUT would be no key.
        """
        return yaql_race.registered(
            lambda: self._client.workflows.update(
                text,
                namespace=listing.quoted(namespace),
                scope=scope,
                id=listing.identifier(identifier),
            ),
            text,
        )

    def delete(self, identifier: str) -> None:
        """Delete a workflow by id; one that is gone already is no error."""
        with errors.ignoring_not_found():
            self._client.workflows.delete(listing.identifier(identifier))

    def fault_of(self, text: str) -> str | None:
        """What Mistral finds wrong with a definition, or None."""

        def ask() -> str | None:
            answer = self._client.workflows.validate(text)
            return None if answer.get('valid') else str(answer.get('error'))

        return verdicts.asked_once(
            f'{self._client.workflows.http_client.base_url}/workflows',
            text,
            lambda: yaql_race.fault(ask, text),
        )

    def _is_own(self, row: Any) -> bool:
        return bool(row.project_id == self._project_id)

    def _is_shared(self, row: Any) -> bool:
        """Whether its project shares it, and this one has accepted that.

        Costs a request, and only where neither an own nor a public one is.
        """
        return any(
            member.member_id == self._project_id and member.status == _ACCEPTED
            for member in self._client.members.list(
                listing.identifier(row.id), 'workflow'
            )
        )


def _is_public(row: Any) -> bool:
    return bool(row.scope == 'public')
