"""What OS::Mistral::EventTrigger takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

PROPERTIES = (
    NAME,
    EXCHANGE,
    TOPIC,
    EVENT,
    WORKFLOW,
    INPUT,
    PARAMS,
    KEEP_EXECUTIONS,
) = (
    'name',
    'exchange',
    'topic',
    'event',
    'workflow',
    'input',
    'params',
    'keep_executions',
)
ATTRIBUTES = (EXECUTIONS,) = ('executions',)

#: Mistral's columns, in characters.
NAME_LENGTH, KEY_LENGTH = 200, 80


def _key(description: str) -> properties.Schema:
    return properties.Schema(
        properties.Schema.STRING,
        description,
        required=True,
        constraints=[constraints.Length(min=1, max=KEY_LENGTH)],
        update_allowed=True,
    )


properties_schema = {
    NAME: properties.Schema(
        properties.Schema.STRING,
        _('Name of the trigger in Mistral, which need not be unique.'),
        constraints=[constraints.Length(min=1, max=NAME_LENGTH)],
        update_allowed=True,
    ),
    EXCHANGE: _key(
        _('Exchange to which the service sends its notifications: nova.')
    ),
    TOPIC: _key(
        _('Topic of the notifications, without a priority: notifications.')
    ),
    EVENT: _key(
        _(
            'Type of the event, all of it: compute.instance.create.end. It '
            'is no pattern.'
        )
    ),
    WORKFLOW: properties.Schema(
        properties.Schema.STRING,
        _('The workflow to run: its registered name or id.'),
        required=True,
        update_allowed=True,
    ),
    INPUT: properties.Schema(
        properties.Schema.MAP,
        _('Input of the runs.'),
        default={},
        update_allowed=True,
    ),
    PARAMS: properties.Schema(
        properties.Schema.MAP,
        _('Parameters of the runs: env, task_name, notify.'),
        default={},
        update_allowed=True,
    ),
    KEEP_EXECUTIONS: properties.Schema(
        properties.Schema.BOOLEAN,
        _(
            'Whether executions that this trigger started stay in Mistral '
            'when it is deleted. Running ones are cancelled in any case.'
        ),
        default=False,
        update_allowed=True,
    ),
}

attributes_schema = {
    EXECUTIONS: attributes.Schema(
        _('Executions that this trigger has started, newest first.'),
        type=attributes.Schema.LIST,
        cache_mode=attributes.Schema.CACHE_NONE,
    )
}
