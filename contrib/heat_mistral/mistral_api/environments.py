"""Environments in Mistral: /v2/environments."""

from collections.abc import Mapping
from typing import Any

from heat_mistral.mistral_api import errors, listing

_PUBLIC = 'public'


class Shadowed(Exception):
    """Another project's public environment has the same name.

    Mistral (23.0) knows an environment by its name alone, and takes whichever
    of the two comes first: a PUT would rewrite the other project's, a DELETE
    would take both.

    :ivar other: the environment of the other project.
    """

    def __init__(self, other: Any) -> None:
        super().__init__(
            f'environment {other.name} ({other.id}) of another project is '
            f'public; by this name Mistral would change that one, too'
        )
        self.other = other


class Environments:
    """The environments of one project."""

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose environments are found and changed.
        """
        self._client = client
        self._project_id = project_id

    def named(self, name: str) -> Any | None:
        """The project's environment of this name, if there is one.

        From a list, since that names the project of each: a GET gives
        whichever comes first, and to an administrator a list gives those of
        all projects. Where letters count as equal in the database, the name
        may differ in them.
        """
        return next(
            (row for row in self._all(name) if self._is_own(row)), None
        )

    def readable(self, name: str) -> Any | None:
        """The project's environment of this name, or a public one.

        Runs of the project may name either; its own comes first here.
        """
        rows = self._all(name)
        return next(
            (row for row in rows if self._is_own(row)),
            next((row for row in rows if row.scope == _PUBLIC), None),
        )

    def create(
        self, name: str, variables: Mapping[str, Any], description: str | None
    ) -> Any:
        """Make a private environment.

        Without saying so: Mistral 21 and 22 refuse a scope here, and it is
        Mistral's default.

        :raises Shadowed: if another project's public one has the name.
        :raises mistralclient.api.base.APIException: 409, if the name is taken.
        """
        self._refuse_shadowed(name)
        # Private to the client, but what its own create() calls; that one
        # refuses an environment without variables.
        return self._client.environments._create(
            '/environments', _body(name, variables, description)
        )

    def update(
        self, name: str, variables: Mapping[str, Any], description: str | None
    ) -> Any:
        """Replace variables and description.

        :raises Shadowed: if another project's public one has the name.
        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        self._refuse_shadowed(name)
        # Its own update() leaves an empty map as it is, which Mistral refuses.
        return self._client.environments._update(
            '/environments',
            _body(name, variables, description) | {'scope': 'private'},
        )

    def delete(self, name: str) -> None:
        """Delete an environment; one that is gone already is no error.

        :raises Shadowed: if another project's public one has the name.
        """
        self._refuse_shadowed(name)
        with errors.ignoring_not_found():
            self._client.environments.delete(listing.segment(name))

    def _all(self, name: str) -> list[Any]:
        # One page: its marker is a name, which is the same for all of them.
        return list(
            self._client.environments.list(
                name=listing.equal(name), limit=listing.PAGE
            )
        )

    def _is_own(self, row: Any) -> bool:
        return bool(row.project_id == self._project_id)

    def _refuse_shadowed(self, name: str) -> None:
        for row in self._all(name):
            if row.scope == _PUBLIC and not self._is_own(row):
                raise Shadowed(row)


def _body(
    name: str, variables: Mapping[str, Any], description: str | None
) -> dict[str, Any]:
    # A null clears the description; left out, it would stay.
    return {
        'name': name,
        'variables': dict(variables),
        'description': description,
    }
