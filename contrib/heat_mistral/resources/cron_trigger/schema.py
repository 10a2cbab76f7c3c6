"""What OS::Mistral::CronTrigger takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

from heat_mistral.runs import outcomes

PROPERTIES = (
    NAME,
    WORKFLOW,
    PATTERN,
    FIRST_TIME,
    COUNT,
    KEEP_EXECUTIONS,
    NOTIFY,
) = (
    'name',
    'workflow',
    'pattern',
    'first_time',
    'count',
    'keep_executions',
    'notify',
)
ATTRIBUTES = (
    NEXT_EXECUTION_TIME,
    REMAINING_EXECUTIONS,
    EXECUTIONS,
    FAILURES,
) = ('next_execution_time', 'remaining_executions', 'executions', 'failures')

#: Mistral's column, in characters.
NAME_LENGTH = 200

properties_schema = {
    NAME: properties.Schema(
        properties.Schema.STRING,
        _('Name of the trigger in Mistral.'),
        constraints=[constraints.Length(max=NAME_LENGTH)],
        update_allowed=True,
    ),
    WORKFLOW: properties.Schema(
        properties.Schema.ANY,
        _(
            'The workflow to run: its registered name or id, or a map of '
            'name (the same), input (a map) and params (a map).'
        ),
        required=True,
        update_allowed=True,
    ),
    PATTERN: properties.Schema(
        properties.Schema.STRING,
        _(
            'When to run, as a cron expression: five fields, or six with '
            'the seconds last.'
        ),
        constraints=[constraints.Length(max=100)],
        update_allowed=True,
    ),
    FIRST_TIME: properties.Schema(
        properties.Schema.STRING,
        _(
            'Time of the first execution, as YYYY-MM-DD HH:MM. It counts '
            'only while it is more than a minute ahead.'
        ),
        update_allowed=True,
    ),
    COUNT: properties.Schema(
        properties.Schema.INTEGER,
        _('How often to run.'),
        constraints=[constraints.Range(min=1, max=2**31 - 1)],
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
    NOTIFY: outcomes.PROPERTY,
}

attributes_schema = {
    NEXT_EXECUTION_TIME: attributes.Schema(
        _('Time of the next execution, as YYYY-MM-DD HH:MM:SS.'),
        type=attributes.Schema.STRING,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
    REMAINING_EXECUTIONS: attributes.Schema(
        _('How often it will still run; 0 when it has finished.'),
        type=attributes.Schema.INTEGER,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
    EXECUTIONS: attributes.Schema(
        _('Executions that this trigger has started, newest first.'),
        type=attributes.Schema.LIST,
        cache_mode=attributes.Schema.CACHE_NONE,
    ),
    FAILURES: outcomes.ATTRIBUTE,
}
