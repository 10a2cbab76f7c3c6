"""Python sources in Mistral: /v2/code_sources.

For administrators; before Mistral 23 for each member of a project.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from mistralclient.api import base as mistral_base

from heat_mistral.mistral_api import errors, listing

PUBLIC, PRIVATE = SCOPES = ('public', 'private')


class CodeSources:
    """The sources of one project.

    A text goes to Mistral as it is: mistralclient's own ``create`` takes one
    that names a file for that file's content, unless its client was made not
    to.
    """

    def __init__(self, client: Any, project_id: str) -> None:
        """Prepare requests.

        :param client: mistralclient's.
        :param project_id: whose sources are found. (An administrator's lists
            have those of all projects, and so have look-ups by name.)
        """
        self._client = client
        self._project_id = project_id

    def named(self, name: str, namespace: str) -> Any | None:
        """The project's source of this name, if there is one."""
        for row in self._own(name=listing.equal(name)):
            if row.namespace == namespace and row.name == name:
                return row
        return None

    def beginning(self, prefix: str, namespace: str) -> list[Any]:
        """The project's sources whose names begin so."""
        return [
            row
            for row in self._own(name=listing.holding(prefix))
            if row.namespace == namespace and row.name.startswith(prefix)
        ]

    def every(self, namespace: str) -> list[Any]:
        """All sources of the project, with their content."""
        return [row for row in self._own() if row.namespace == namespace]

    def _own(self, **query: str) -> Iterator[Any]:
        with telling_what_is_missing():
            for row in listing.pages(self._client.code_sources.list, **query):
                if row.project_id == self._project_id:
                    yield row

    def with_ids(self, identifiers: Iterable[str]) -> list[Any]:
        """The project's sources of these ids; those that are gone are not."""
        rows = []
        for identifier in identifiers:
            with errors.ignoring_not_found():
                row = self.get(identifier)
                if row.project_id == self._project_id:
                    rows.append(row)
        return rows

    def get(self, identifier: str) -> Any:
        """The source of this id.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self._client.code_sources.get(listing.identifier(identifier))

    def create(
        self, name: str, content: str, namespace: str, scope: str
    ) -> Any:
        """Upload a source. Mistral checks nothing of it."""
        with telling_what_is_missing():
            # Private to the client, but what its own create() calls.
            return self._client.code_sources._create(
                f'/code_sources?name={listing.quoted(name)}'
                f'&scope={scope}&namespace={listing.quoted(namespace)}',
                content.encode(),
                dump_json=False,
                headers=_TEXT,
            )

    def update(
        self, identifier: str, content: str, namespace: str, scope: str
    ) -> Any:
        """Replace a source's text; its version is the next one then.

        :param identifier: the id; by a name Mistral takes another project's.
        :param scope: must be given: without one Mistral makes it private.
        """
        # Private to the client, but what its own update() calls.
        return self._client.code_sources._update(
            f'/code_sources?identifier={listing.quoted(identifier)}'
            f'&scope={scope}&namespace={listing.quoted(namespace)}',
            content.encode(),
            dump_json=False,
            headers=_TEXT,
        )

    def delete(self, identifier: str) -> None:
        """Delete a source by id; one that is gone already is no error.

        Its actions go with it, whatever uses them.
        """
        with errors.ignoring_not_found():
            self._client.code_sources.delete(listing.identifier(identifier))


_TEXT = {'content-type': 'text/plain; charset=utf-8'}


@contextlib.contextmanager
def telling_what_is_missing() -> Iterator[None]:
    """Say what a 404 means of a list or a POST: Mistral is too old.

    :raises mistralclient.api.base.APIException: 501.
    """
    try:
        yield
    except Exception as ex:
        if not errors.is_not_found(ex) or _NO_SUCH in errors.text(ex):
            raise
        raise mistral_base.APIException(
            501,
            'this Mistral takes no Python sources: code sources and dynamic '
            'actions came with Mistral 12 (Wallaby)',
        ) from ex


# What Mistral says of a source that an action is to be made of.
_NO_SUCH = 'Code Source not found'
