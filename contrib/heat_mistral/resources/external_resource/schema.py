"""What OS::Mistral::ExternalResource takes and gives: its schema only."""

from heat.common.i18n import _
from heat.engine import attributes, properties, resource

ACTIONS = (CREATE, UPDATE, SUSPEND, RESUME, DELETE) = (
    resource.Resource.CREATE,
    resource.Resource.UPDATE,
    resource.Resource.SUSPEND,
    resource.Resource.RESUME,
    resource.Resource.DELETE,
)
PROPERTIES = (
    EX_ACTIONS,
    INPUT,
    DESCRIPTION,
    REPLACE_ON_CHANGE,
    ALWAYS_UPDATE,
    KEEP_EXECUTIONS,
) = (
    'actions',
    'input',
    'description',
    'replace_on_change_inputs',
    'always_update',
    'keep_executions',
)
ACTION_PROPERTIES = (WORKFLOW, PARAMS) = ('workflow', 'params')
ATTRIBUTES = (OUTPUT,) = ('output',)


def _action(when: str) -> properties.Schema:
    return properties.Schema(
        properties.Schema.MAP,
        _('What to run %s.') % when,
        schema={
            WORKFLOW: properties.Schema(
                properties.Schema.STRING,
                _('Registered name or id of the workflow.'),
                required=True,
            ),
            PARAMS: properties.Schema(
                properties.Schema.MAP,
                _(
                    'Parameters of the execution: env, a map; task_name, '
                    'which a reverse workflow needs; notify.'
                ),
                default={},
            ),
        },
    )


properties_schema = {
    EX_ACTIONS: properties.Schema(
        properties.Schema.MAP,
        _(
            'The workflow for each action of the resource. An action that is '
            'left out does nothing.'
        ),
        schema={
            CREATE: _action(_('to make the resource')),
            UPDATE: _action(_('when the input changes')),
            SUSPEND: _action(_('to suspend the resource')),
            RESUME: _action(_('to resume the resource')),
            DELETE: _action(_('to delete the resource')),
        },
        required=True,
    ),
    INPUT: properties.Schema(
        properties.Schema.MAP,
        _('Input of the workflows, the same for each of them.'),
        default={},
        update_allowed=True,
    ),
    DESCRIPTION: properties.Schema(
        properties.Schema.STRING,
        _('Words of your own in the description of each execution.'),
        default='Heat managed',
    ),
    REPLACE_ON_CHANGE: properties.Schema(
        properties.Schema.LIST,
        _(
            'Inputs whose change replaces the resource, in place of running '
            'the workflow for UPDATE.'
        ),
        default=[],
    ),
    ALWAYS_UPDATE: properties.Schema(
        properties.Schema.BOOLEAN,
        _(
            'Whether each update of the stack runs the workflow for UPDATE, '
            'also with the same input.'
        ),
        default=False,
    ),
    KEEP_EXECUTIONS: properties.Schema(
        properties.Schema.BOOLEAN,
        _(
            'Whether executions of this resource stay in Mistral when it is '
            'deleted. A running one is cancelled in any case.'
        ),
        default=False,
        update_allowed=True,
    ),
}

attributes_schema = {
    OUTPUT: attributes.Schema(
        _(
            'The outputs of all its executions so far, in one map; later ones '
            'take the place of earlier ones of the same name.'
        ),
        type=attributes.Schema.MAP,
        cache_mode=attributes.Schema.CACHE_NONE,
    )
}
