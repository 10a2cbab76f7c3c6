"""What OS::Mistral::CodeSource takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

from heat_mistral.mistral_api.code_sources import PRIVATE, SCOPES

PROPERTIES = (
    CONTENT,
    ACTIONS,
    SCOPE,
    NAME,
    OVERRIDE,
    ALLOW_IMPORTS,
    STRICT,
) = (
    'content',
    'actions',
    'scope',
    'name',
    'override',
    'allow_imports',
    'strict',
)
ATTRIBUTES = (AVAILABLE_ACTIONS, INPUTS, VERSION, DIGEST) = (
    'available_actions',
    'inputs',
    'version',
    'digest',
)

#: Of the source: Mistral's column has 255 characters, and ours get a number.
NAME_LENGTH = 240

_S = properties.Schema

properties_schema = {
    CONTENT: _S(
        _S.STRING,
        _(
            'The Python text (by get_file), at most 65,535 bytes in UTF-8. It '
            'stands alone: it may import the standard library and what '
            'Mistral itself requires.'
        ),
        required=True,
        update_allowed=True,
    ),
    ACTIONS: _S(
        _S.MAP,
        _(
            'Names of actions, as workflows use them, and the class in the '
            'text that each is.'
        ),
        required=True,
        constraints=[constraints.Length(min=1)],
        update_allowed=True,
    ),
    SCOPE: _S(
        _S.STRING,
        _(
            'Whether other projects can use the actions. It is the scope of '
            'the source and of its actions.'
        ),
        constraints=[constraints.AllowedValues(SCOPES)],
        default=PRIVATE,
        update_allowed=True,
    ),
    NAME: _S(
        _S.STRING,
        _('Name of the source in Mistral. Workflows never use it.'),
        constraints=[
            constraints.Length(min=1, max=NAME_LENGTH),
            constraints.AllowedPattern(r'[\w.\-]+'),
        ],
        update_allowed=True,
    ),
    OVERRIDE: _S(
        _S.BOOLEAN,
        _(
            'Whether a source or an action of the same name that the project '
            'has already is taken over, and one that is built in is hidden.'
        ),
        default=False,
        update_allowed=True,
    ),
    ALLOW_IMPORTS: _S(
        _S.LIST,
        _(
            'Modules that the text may import as well, since all servers of '
            'Mistral have them.'
        ),
        schema=_S(_S.STRING),
        default=[],
        update_allowed=True,
    ),
    STRICT: _S(
        _S.BOOLEAN,
        _(
            'Whether what may fail in Mistral is refused, too. By default an '
            'event tells of it.'
        ),
        default=False,
        update_allowed=True,
    ),
}


def _attribute(data_type: str, description: str) -> attributes.Schema:
    # Heat would store the first value and show it for good.
    return attributes.Schema(
        description, type=data_type, cache_mode=attributes.Schema.CACHE_NONE
    )


_A = attributes.Schema

attributes_schema = {
    AVAILABLE_ACTIONS: _attribute(
        _A.MAP,
        _(
            'The actions that there are, by name: each under the name that a '
            'workflow uses.'
        ),
    ),
    INPUTS: _attribute(
        _A.MAP, _('What each action takes, as Mistral shows it.')
    ),
    VERSION: _attribute(
        _A.INTEGER,
        _('How often Mistral has been given a text for this source.'),
    ),
    DIGEST: _attribute(
        _A.STRING, _('SHA-256 of the text, with "\\n" at the ends of lines.')
    ),
}
