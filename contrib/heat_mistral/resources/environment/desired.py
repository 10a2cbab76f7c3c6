"""An environment as a template wants it. Pure but for the schema's names."""

import dataclasses
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from typing import Any

from heat.common.i18n import _

from heat_mistral.resources.environment import schema

# Of what GET and DELETE take for other than a name: a slash, even quoted, and
# what ends a path or begins an escape where a client does not quote.
_UNREACHABLE = re.compile(r'[/?#&%\x00-\x1f\x7f]')
#: KB. Mistral refuses a run whose params, of which the environment is a part,
#: are longer ([engine] execution_field_size_limit_kb, by default).
LARGEST = 1024

#: Of a TEXT column on MySQL and MariaDB, whose answer would be a bare 500.
TEXT_BYTES = 65_535


class Unusable(Exception):
    """The message says what Mistral could not do with it.

    :ivar prop: the property to blame.
    """

    def __init__(self, prop: str, message: str) -> None:
        super().__init__(message)
        self.prop = prop


@dataclasses.dataclass(frozen=True)
class Desired:
    """An environment as a template wants it.

    :ivar variables: as JSON gives them back.
    """

    name: str
    variables: Mapping[str, Any]
    description: str | None

    @property
    def digest(self) -> str:
        """Tells the environment of one request from that of another."""
        return digest(self.variables, self.description)

    def is_content_of(self, row: Any) -> bool:
        """Whether Mistral's environment holds this, under whichever name."""
        return self.digest == digest_of(row)


def read(props: Mapping[str, Any], default_name: str | None) -> Desired:
    """What the properties want.

    :param default_name: of an environment to which the template gives none.
    """
    name = props[schema.NAME] or _UNREACHABLE.sub('_', default_name or '')
    return Desired(
        name=name,
        variables=json.loads(json.dumps(props[schema.VARIABLES] or {})),
        description=props[schema.DESCRIPTION],
    )


def check(wanted: Desired) -> None:
    """Check what Mistral takes and can do nothing with.

    :raises Unusable: says what, and what is accepted.
    """
    found = _UNREACHABLE.search(wanted.name)
    if found or wanted.name in ('.', '..'):
        raise Unusable(
            schema.NAME,
            _(
                '%r cannot stand in the name of an environment: Mistral takes '
                'it, and then neither shows nor deletes it by that name. '
                'Letters, digits, spaces and - _ . : are fine'
            )
            % (found.group() if found else wanted.name),
        )
    size = len((wanted.description or '').encode('utf-8', 'surrogatepass'))
    if size > TEXT_BYTES:
        raise Unusable(
            schema.DESCRIPTION,
            _('%(size)d bytes; Mistral keeps at most %(most)d')
            % {'size': size, 'most': TEXT_BYTES},
        )
    size = mistrals_size({'env': wanted.variables})
    if size > LARGEST:
        raise Unusable(
            schema.VARIABLES,
            _(
                'the variables are %(size)d KB as Mistral reckons; it takes '
                'them, but refuses every run with an environment of more than '
                '%(most)d KB'
            )
            % {'size': size, 'most': LARGEST},
        )


def mistrals_size(value: Any) -> int:
    """How long a value is to Mistral, in KB.

    It measures the text in memory, in which one letter beyond Latin-1 makes
    all of them wide (``validate_long_type_length`` of its database models).
    """
    return sys.getsizeof(str(value)) // 1024


def digest_of(row: Any) -> str:
    """The digest of an environment in Mistral."""
    return digest(
        getattr(row, 'variables', None), getattr(row, 'description', None)
    )


def digest(variables: Any, description: str | None) -> str:
    """Equal for the same content; none and empty are the same."""
    text = json.dumps([variables or {}, description or ''], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
