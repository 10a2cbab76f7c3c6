"""What OS::Mistral::Execution takes and gives: its schema only."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties, resource

ACTIONS = (CREATE, UPDATE, SUSPEND, RESUME, DELETE) = (
    resource.Resource.CREATE,
    resource.Resource.UPDATE,
    resource.Resource.SUSPEND,
    resource.Resource.RESUME,
    resource.Resource.DELETE,
)
PROPERTIES = (
    WORKFLOW,
    INPUT,
    PARAMS,
    DESCRIPTION,
    RUN_ACTIONS,
    RUN_ON_UPDATE,
    ON_FAILURE,
    TIMEOUT,
    ON_CANCEL,
    KEEP,
    NOTIFY,
) = (
    'workflow',
    'input',
    'params',
    'description',
    'actions',
    'run_on_update',
    'on_failure',
    'timeout',
    'on_cancel',
    'keep',
    'notify',
)
NEVER, ON_CHANGE, ALWAYS = 'never', 'on_change', 'always'
RERUN, GO_ON = 'rerun', 'resume'
CANCEL, LEAVE = 'cancel', 'leave'
ATTRIBUTES = (
    ID,
    WORKFLOW_NAME,
    STATE,
    STATE_INFO,
    OUTPUT,
    TASKS,
    PROGRESS,
    DURATION,
    RESUMED_TASKS,
) = (
    'id',
    'workflow_name',
    'state',
    'state_info',
    'output',
    'tasks',
    'progress',
    'duration',
    'resumed_tasks',
)


def _given(whose: str) -> dict[str, properties.Schema]:
    return {
        WORKFLOW: properties.Schema(
            properties.Schema.ANY,
            _(
                '%s: its registered name or id, or a map of name (the same), '
                'input (a map) and params (a map).'
            )
            % whose,
            update_allowed=True,
        ),
        INPUT: properties.Schema(
            properties.Schema.MAP,
            _('Input of the workflow.'),
            update_allowed=True,
        ),
        PARAMS: properties.Schema(
            properties.Schema.MAP,
            _(
                'Parameters of the execution: env; task_name, which a reverse '
                'workflow needs; notify.'
            ),
            update_allowed=True,
        ),
    }


def _action(when: str) -> properties.Schema:
    return properties.Schema(
        properties.Schema.MAP,
        _('What to run %s.') % when,
        schema=_given(
            _(
                'The workflow for this action, with input and '
                'params of its own; by default those of the '
                'resource'
            )
        ),
        update_allowed=True,
    )


properties_schema = {
    **_given(_('The workflow to run')),
    DESCRIPTION: properties.Schema(
        properties.Schema.STRING,
        _('Words of your own in the description of each execution.'),
        update_allowed=True,
    ),
    RUN_ACTIONS: properties.Schema(
        properties.Schema.MAP,
        _(
            'What else to run, by action of the resource; {} stands for the '
            "resource's own workflow. That one is run for CREATE, and for "
            'UPDATE as run_on_update says, where these are not named.'
        ),
        schema={
            CREATE: _action(_('when the resource is created')),
            UPDATE: _action(_('when it is updated')),
            SUSPEND: _action(_('when it is suspended')),
            RESUME: _action(_('when it is resumed')),
            DELETE: _action(_('when it is deleted')),
        },
        update_allowed=True,
    ),
    RUN_ON_UPDATE: properties.Schema(
        properties.Schema.STRING,
        _(
            'Whether an update runs a workflow: never; on_change, when the '
            'workflow, its input or params have changed, or the last run has '
            'failed; or always.'
        ),
        default=ON_CHANGE,
        constraints=[constraints.AllowedValues((NEVER, ON_CHANGE, ALWAYS))],
        update_allowed=True,
    ),
    ON_FAILURE: properties.Schema(
        properties.Schema.STRING,
        _(
            'What an update, or the same action again, does about a run that '
            'has failed, where workflow, input and params are the same: rerun '
            'starts another run; resume lets Mistral run the failed tasks of '
            'that run again, and go on from there.'
        ),
        default=RERUN,
        constraints=[constraints.AllowedValues((RERUN, GO_ON))],
        update_allowed=True,
    ),
    TIMEOUT: properties.Schema(
        properties.Schema.INTEGER,
        _(
            'How long one run may take, in seconds, before it is cancelled '
            "and has failed. By default, or with 0, the stack's own timeout "
            'ends it.'
        ),
        constraints=[constraints.Range(min=0)],
        update_allowed=True,
    ),
    ON_CANCEL: properties.Schema(
        properties.Schema.STRING,
        _(
            'What becomes of a run when the stack times out, is cancelled or '
            'rolled back, or when another run takes its place: cancel, or '
            'leave, which lets it go on by itself. A deletion always cancels '
            'it.'
        ),
        default=CANCEL,
        constraints=[constraints.AllowedValues((CANCEL, LEAVE))],
        update_allowed=True,
    ),
    KEEP: properties.Schema(
        properties.Schema.INTEGER,
        _(
            'How many finished runs of this resource stay in Mistral while '
            'the resource lives. Its deletion deletes them all.'
        ),
        default=10,
        constraints=[constraints.Range(min=1, max=500)],
        update_allowed=True,
    ),
    NOTIFY: properties.Schema(
        properties.Schema.BOOLEAN,
        _(
            'Whether Mistral tells Heat when a run ends, instead of Heat '
            'finding out within 10 seconds. It takes a mistral-notifier that '
            "reaches Heat's CFN API; where there is none, Heat finds out as "
            'before.'
        ),
        default=False,
        update_allowed=True,
    ),
}


def _live(kind: str, what: str) -> attributes.Schema:
    return attributes.Schema(
        what, type=kind, cache_mode=attributes.Schema.CACHE_NONE
    )


attributes_schema = {
    ID: _live(
        attributes.Schema.STRING,
        _('Id of the last execution; all other attributes are of this one.'),
    ),
    WORKFLOW_NAME: _live(
        attributes.Schema.STRING, _('Registered name of its workflow.')
    ),
    STATE: _live(
        attributes.Schema.STRING,
        _('RUNNING, PAUSED, SUCCESS, ERROR, CANCELLED or IDLE.'),
    ),
    STATE_INFO: _live(
        attributes.Schema.STRING, _('What Mistral says of its state.')
    ),
    OUTPUT: _live(
        attributes.Schema.MAP,
        _(
            'Output of the last run for CREATE or UPDATE, if there was one; '
            'else of the last run.'
        ),
    ),
    TASKS: _live(
        attributes.Schema.LIST,
        _('Its tasks: name, state, started, finished, error.'),
    ),
    PROGRESS: _live(
        attributes.Schema.MAP,
        _(
            'How many of its tasks are how far: done, running, failed, and '
            'total: those that may still come included.'
        ),
    ),
    DURATION: _live(
        attributes.Schema.INTEGER,
        _('How long it has taken so far, or took, in seconds.'),
    ),
    RESUMED_TASKS: _live(
        attributes.Schema.LIST,
        _(
            'Names of those of its tasks that on_failure: resume has let run '
            'again, the first hundred: each after those of the tasks that it '
            'is below of.'
        ),
    ),
}
