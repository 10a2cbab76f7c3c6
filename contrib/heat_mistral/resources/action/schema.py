"""What OS::Mistral::Action takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

PROPERTIES = (DEFINITION, NAME, NAMESPACE, TAGS) = (
    'definition',
    'name',
    'namespace',
    'tags',
)
ATTRIBUTES = (AVAILABLE_ACTIONS, ACTION_IDS, INPUTS) = (
    'available_actions',
    'action_ids',
    'inputs',
)

# The prefix of a registered name; the action's own name comes behind it.
_NAME_LENGTH = 255

_S = properties.Schema

# Nothing replaces an action: every property can be updated. There is no
# scope: any member of any project may rewrite a public ad-hoc action.
properties_schema = {
    DEFINITION: _S(
        _S.STRING,
        _(
            'One or more ad-hoc actions in the Mistral workflow language, '
            'version 2 (the text itself, for instance by get_file). '
            '"version" may be left out.'
        ),
        required=True,
        update_allowed=True,
    ),
    NAME: _S(
        _S.STRING,
        _(
            'Takes the place of <stack>.<resource> in the registered names. '
            'A change waits until no run of the actions is under way.'
        ),
        constraints=[constraints.Length(max=_NAME_LENGTH)],
        update_allowed=True,
    ),
    NAMESPACE: _S(
        _S.STRING,
        _(
            'Mistral namespace of the actions: only workflows of the same '
            'namespace find them, and bases that are not built in are looked '
            'for there alone.'
        ),
        constraints=[constraints.Length(max=_NAME_LENGTH)],
        default='',
        update_allowed=True,
    ),
    TAGS: _S(
        _S.LIST,
        _('Tags of those actions that have none in the definition.'),
        schema=_S(_S.STRING, constraints=[constraints.Length(min=1)]),
        update_allowed=True,
    ),
}


def _live(description: str) -> attributes.Schema:
    # Heat would store the first value and show it for good.
    return attributes.Schema(
        description,
        type=attributes.Schema.MAP,
        cache_mode=attributes.Schema.CACHE_NONE,
    )


attributes_schema = {
    AVAILABLE_ACTIONS: _live(
        _(
            'Name in the definition -> registered name in Mistral; what the '
            'property "actions" of OS::Mistral::Workflow takes.'
        )
    ),
    ACTION_IDS: _live(_('Name in the definition -> id in Mistral.')),
    INPUTS: _live(
        _(
            'Name in the definition -> the inputs as Mistral lists them: '
            'text such as "name, greeting="Hello"".'
        )
    ),
}
