"""What OS::Mistral::Environment takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

PROPERTIES = (NAME, VARIABLES, DESCRIPTION) = (
    'name',
    'variables',
    'description',
)
ATTRIBUTES = (ENVIRONMENT_NAME, ENVIRONMENT_ID, LIVE_VARIABLES) = (
    'name',
    'environment_id',
    'variables',
)

#: Mistral's column, in characters.
NAME_LENGTH = 200

properties_schema = {
    NAME: properties.Schema(
        properties.Schema.STRING,
        _(
            'Name of the environment in Mistral, by which runs name it in '
            'their params: env. Another name is another environment, which '
            'takes the place of this one.'
        ),
        constraints=[constraints.Length(min=1, max=NAME_LENGTH)],
        update_allowed=True,
    ),
    VARIABLES: properties.Schema(
        properties.Schema.MAP,
        _(
            'The variables. Workflows read them as <% env().name %>. An '
            'expression in a value is evaluated when a run begins, and sees '
            'the other variables alone: <% env().other %>.'
        ),
        default={},
        update_allowed=True,
    ),
    DESCRIPTION: properties.Schema(
        properties.Schema.STRING,
        _('What the environment is for.'),
        update_allowed=True,
    ),
}

attributes_schema = {
    ENVIRONMENT_NAME: attributes.Schema(
        _('Name of the environment in Mistral.'),
        type=attributes.Schema.STRING,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
    ENVIRONMENT_ID: attributes.Schema(
        _('Id of the environment in Mistral.'),
        type=attributes.Schema.STRING,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
    LIVE_VARIABLES: attributes.Schema(
        _('The variables as Mistral has them now.'),
        type=attributes.Schema.MAP,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
}
