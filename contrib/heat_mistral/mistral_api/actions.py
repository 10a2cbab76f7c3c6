"""Actions in Mistral: /v2/actions. Changed are ad-hoc actions only.

Mistral looks a name up among ad-hoc actions, then among those that are made
of uploaded Python, then among what is installed. It finds an ad-hoc action by
its id to change or delete it, and by its name alone to show it.
"""

from collections.abc import Iterable
from typing import Any

from oslo_utils import uuidutils

from heat_mistral.mistral_api import errors, listing, verdicts, yaql_race

#: A public ad-hoc action can be rewritten by any member of any project, so
#: none is made here.
SCOPE = 'private'


class Actions:
    """The actions that one project may use."""

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose actions are its own.
        """
        self._client = client
        self._project_id = project_id

    def named(self, names: Iterable[str], namespace: str) -> list[Any]:
        """The project's own ad-hoc actions of these names, with definitions.

        One uploaded Python module that cannot be loaded, anybody's, keeps
        Mistral from answering a list. It is asked name by name then, which
        does not find what a public action of another project hides.
        """
        names = list(dict.fromkeys(names))
        try:
            rows = [
                row
                for query in listing.one_of(names)
                # In one page: Mistral reads all actions for each, and takes
                # a name for the marker, which it shows once more.
                for row in self._client.actions.list(
                    name=query, namespace=listing.encodable(namespace)
                )
            ]
        except Exception as ex:
            if not is_list_broken(ex):
                raise
            rows = list(self._each(names, namespace))
        return [
            row
            for row in rows
            if row.namespace == namespace and self.is_own(row)
        ]

    def _each(self, names: Iterable[str], namespace: str) -> Iterable[Any]:
        for name in names:
            with errors.ignoring_not_found():
                yield self.get(name, namespace)

    def get(self, name: str, namespace: str = '') -> Any:
        """The action that this name stands for in runs of the project.

        For an administrator this may be another project's: so are his runs.

        :raises mistralclient.api.base.APIException: 404, if there is none;
            500, if it is of Python that cannot be loaded.
        """
        # mistralclient's own get() puts a namespace into the path, where
        # Mistral does not read it; and ends the path with a slash, with which
        # Mistral does not read it in the query either.
        return self._client.actions._get(
            f'/actions/{listing.segment(name)}'
            f'?namespace={listing.quoted(namespace)}'
        )

    def find(self, identifier: str, namespace: str = '') -> Any:
        """The action of this id, or the one that the name stands for.

        The project's own comes first, then what is meant for it.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        if uuidutils.is_uuid_like(identifier):
            for row in self._client.actions.list(
                namespace=listing.encodable(namespace)
            ):
                if row.id == identifier and self.is_usable(row):
                    return row
            raise errors.not_found(f'there is no action {identifier}')
        for row in self.named([identifier], namespace):
            return row
        row = self.get(identifier, namespace)
        if not self.is_usable(row):
            raise errors.not_found(f'there is no action {identifier}')
        return row

    def names(self, namespace: str = '') -> list[str]:
        """All names that runs of the project may use: own, public, built in.

        Costs Mistral a look at every action.
        """
        rows = self._client.actions.list(
            namespace=listing.encodable(namespace)
        )
        return [row.name for row in rows if self.is_usable(row)]

    def create(self, text: str, namespace: str) -> list[Any]:
        """Register all actions of a text, or none.

        Each shows the whole text as its definition.
        """
        return yaql_race.registered(
            lambda: self._client.actions.create(
                text, scope=SCOPE, namespace=listing.quoted(namespace)
            ),
            text,
        )

    def update(self, identifier: str, text: str, namespace: str) -> None:
        """Replace an action: its text, and by that its name.

        :param identifier: the id.
        :param text: of one action.
        :param namespace: the action is in this one afterwards.
        """
        yaql_race.registered(
            lambda: self._client.actions.update(
                text,
                scope=SCOPE,
                id=listing.identifier(identifier),
                namespace=listing.quoted(namespace),
            ),
            text,
        )

    def delete(self, identifier: str) -> None:
        """Delete an ad-hoc action by id; one that is gone is no error.

        Mistral does so whatever uses it. A run of it that has not ended
        then never does: see ``ActionExecutions.running``.
        """
        with errors.ignoring_not_found():
            self._client.actions.delete(listing.identifier(identifier))

    def fault_of(self, text: str) -> str | None:
        """What Mistral finds wrong with a text of actions, or None."""

        def ask() -> str | None:
            answer = self._client.actions.validate(text)
            return None if answer.get('valid') else str(answer.get('error'))

        return verdicts.asked_once(
            f'{self._client.actions.http_client.base_url}/actions',
            text,
            lambda: yaql_race.fault(ask, text),
        )

    def visible(self, names: Iterable[str], namespace: str = '') -> list[Any]:
        """All actions of these names that runs of the project may use.

        Of one name there may be several: ad-hoc, of uploaded Python, and
        installed. What Mistral cannot show, since it is of Python that cannot
        be loaded, is left out.
        """
        wanted = set(names)
        rows: list[Any] = []
        for query in listing.one_of(sorted(wanted)):
            try:
                rows += self._client.actions.list(
                    name=query, namespace=listing.encodable(namespace)
                )
            except Exception as ex:
                if not is_list_broken(ex):
                    raise
                return list(self._shown(sorted(wanted), namespace))
        return [
            row for row in rows if row.name in wanted and self.is_usable(row)
        ]

    def _shown(self, names: Iterable[str], namespace: str) -> Iterable[Any]:
        for name in names:
            try:
                row = self.get(name, namespace)
            except Exception as ex:
                if not is_list_broken(ex):
                    raise
                continue
            if self.is_usable(row):
                yield row

    def everything(self, namespace: str = '') -> list[Any]:
        """All actions that runs of the project may use; see ``names``.

        :raises mistralclient.api.base.APIException: 500, if there is one
            that Mistral cannot show.
        """
        return [
            row
            for row in self._client.actions.list(
                namespace=listing.encodable(namespace)
            )
            if self.is_usable(row)
        ]

    def is_in_project(self, row: Any) -> bool:
        """Whether it is the project's own, of whatever kind."""
        return bool(getattr(row, 'project_id', None) == self._project_id)

    def is_own(self, row: Any) -> bool:
        """Whether it is an ad-hoc action of the project."""
        return bool(row.project_id == self._project_id and _definition(row))

    def is_usable(self, row: Any) -> bool:
        """Whether it is meant for the project: own, public, or built in.

        (What is built in has no project.)
        """
        project = getattr(row, 'project_id', None)
        return (
            not project
            or project == self._project_id
            or getattr(row, 'scope', None) == 'public'
        )


def is_list_broken(ex: Exception) -> bool:
    """Whether a list fails because of one action in it.

    A 404 comes of a public action whose source is private.
    """
    return errors.code(ex) in (404, 500) and not errors.is_transient(ex)


def _definition(row: Any) -> str:
    return getattr(row, 'definition', None) or ''
