"""What OS::Mistral::Workflow takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

from heat_mistral.resources.workflow import limits_schema
from heat_mistral.runs import outcomes

PROPERTIES = (
    DEFINITION,
    INPUT,
    NAME,
    DEFAULT_WORKFLOW,
    PARAMS,
    USE_REQUEST_BODY_AS_INPUT,
    SIGNAL_LIMITS,
    NAMESPACE,
    SCOPE,
    MEMBERS,
    TAGS,
    DESCRIPTION,
    KEEP_EXECUTIONS,
    TYPE,
    TASKS,
    TASK_DEFAULTS,
    VARS,
    OUTPUT,
    OUTPUT_ON_ERROR,
    ACTIONS,
    NOTIFY,
) = (
    'definition',
    'input',
    'name',
    'default_workflow',
    'params',
    'use_request_body_as_input',
    'signal_limits',
    'namespace',
    'scope',
    'members',
    'tags',
    'description',
    'keep_executions',
    'type',
    'tasks',
    'task_defaults',
    'vars',
    'output',
    'output_on_error',
    'actions',
    'notify',
)

ATTRIBUTES = (
    ALARM_URL,
    AVAILABLE_WORKFLOWS,
    WORKFLOW_IDS,
    EXECUTIONS,
    LATEST_EXECUTION,
    DATA,
    SHARED_WITH,
    FAILURES,
) = (
    'alarm_url',
    'available_workflows',
    'workflow_ids',
    'executions',
    'latest_execution',
    'data',
    'members',
    'failures',
)

SCOPES = (PRIVATE, PUBLIC) = ('private', 'public')
TYPES = (DIRECT, REVERSE) = ('direct', 'reverse')
# The prefix of a registered name; the workflow's own name comes behind it.
_NAME_LENGTH = 255
# Each is a request for each workflow.
_MEMBERS = 100


def _schema(
    data_type: str,
    description: str,
    *rules: constraints.Constraint,
    default: object = None,
    schema: object = None,
) -> properties.Schema:
    # Nothing replaces a workflow: every property can be updated.
    return properties.Schema(
        data_type,
        description,
        constraints=list(rules),
        default=default,
        schema=schema,
        update_allowed=True,
    )


_S = properties.Schema

properties_schema = {
    DEFINITION: _schema(
        _S.STRING,
        _(
            'One or more workflows in the Mistral workflow language, version 2 '
            '(the text itself, for instance by get_file). "version" may be left '
            'out. Either this or "tasks" must be given.'
        ),
    ),
    INPUT: _schema(
        _S.MAP,
        _(
            'Default values for inputs that the workflows declare. They are '
            'written into the registered definitions, where anybody who may read '
            'those can read them. With "tasks", the keys also declare the '
            'inputs.'
        ),
    ),
    NAME: _schema(
        _S.STRING,
        _(
            'With "definition": takes the place of <stack>.<resource> in the '
            'registered names. With "tasks": the name of the workflow.'
        ),
        constraints.Length(max=_NAME_LENGTH),
    ),
    DEFAULT_WORKFLOW: _schema(
        _S.STRING,
        _(
            'Name, in the definition, of the workflow that a signal runs when it '
            'names none. By default the first one.'
        ),
    ),
    PARAMS: _schema(
        _S.MAP,
        _(
            'Default parameters of executions that signals start: env, '
            'task_name (which a workflow of type reverse needs), notify.'
        ),
    ),
    USE_REQUEST_BODY_AS_INPUT: _schema(
        _S.BOOLEAN,
        _(
            'True: the body of a signal is the input of the workflow. False: the '
            'body may hold only workflow, input and params. If this is not set, '
            'a body of only such keys is read in that way, and any other is the '
            'input.'
        ),
    ),
    SIGNAL_LIMITS: _schema(
        _S.MAP,
        _(
            'How many runs signals may start, however many come. It costs one '
            'more request to Mistral for each signal.'
        ),
        schema=limits_schema.properties_schema,
    ),
    NAMESPACE: _schema(
        _S.STRING,
        _('Mistral namespace of the workflows.'),
        constraints.Length(max=_NAME_LENGTH),
        default='',
    ),
    SCOPE: _schema(
        _S.STRING,
        _(
            'Whether other projects can see the workflows; public is for '
            'administrators, and cannot be combined with "input".'
        ),
        constraints.AllowedValues(SCOPES),
        default=PRIVATE,
    ),
    MEMBERS: _schema(
        _S.LIST,
        _(
            'Ids of projects that the workflows are shared with, where they '
            'are private. Each project has to accept each workflow before '
            'it can use it.'
        ),
        constraints.Length(max=_MEMBERS),
        default=[],
        schema=properties.Schema(
            properties.Schema.STRING,
            constraints=[
                constraints.AllowedPattern(
                    '[0-9a-f]{32}',
                    description=_(
                        'the id of a project is 32 hexadecimal digits: '
                        'openstack project show -f value -c id <name>'
                    ),
                )
            ],
        ),
    ),
    TAGS: _schema(
        _S.LIST, _('Tags of those workflows that have none in the definition.')
    ),
    DESCRIPTION: _schema(
        _S.STRING,
        _('Description of those workflows that have none in the definition.'),
    ),
    KEEP_EXECUTIONS: _schema(
        _S.BOOLEAN,
        _(
            'Whether executions that Heat started stay in Mistral when their '
            'workflow is deleted. Running ones are cancelled in any case.'
        ),
        default=False,
    ),
    TYPE: _schema(
        _S.STRING,
        _('With "tasks": type of the workflow.'),
        constraints.AllowedValues(TYPES),
    ),
    TASKS: _schema(
        _S.LIST,
        _(
            'Tasks of a single workflow, in place of "definition": maps with a '
            'name and the keys of the workflow language, which may be written '
            'with "_" for "-".'
        ),
        schema=properties.Schema(properties.Schema.MAP),
    ),
    TASK_DEFAULTS: _schema(
        _S.MAP,
        _('With "tasks": what tasks have where they do not say otherwise.'),
    ),
    VARS: _schema(_S.MAP, _('With "tasks": variables of the workflow.')),
    OUTPUT: _schema(_S.MAP, _('With "tasks": output of the workflow.')),
    OUTPUT_ON_ERROR: _schema(
        _S.MAP, _('With "tasks": output of the workflow when it fails.')
    ),
    ACTIONS: _schema(
        _S.MAP,
        _(
            'Name of an action as tasks have it -> registered name that takes '
            'its place, such as the attribute available_actions of an '
            'OS::Mistral::Action. Names that no task uses are passed over, and '
            'so are expressions.'
        ),
    ),
    NOTIFY: outcomes.PROPERTY,
}

# Values of the definition form that mean nothing beside "definition".
TASKS_FORM = (TYPE, TASK_DEFAULTS, VARS, OUTPUT, OUTPUT_ON_ERROR)


def _attribute(
    data_type: str, description: str, live: bool = True
) -> attributes.Schema:
    # Heat would store the first value and show it for good.
    return attributes.Schema(
        description,
        type=data_type,
        cache_mode=(
            attributes.Schema.CACHE_NONE
            if live
            else attributes.Schema.CACHE_LOCAL
        ),
    )


_A = attributes.Schema

attributes_schema = {
    ALARM_URL: _attribute(
        _A.STRING,
        _(
            'Signed URL: a POST to it runs a workflow, and whoever knows it can '
            'do so.'
        ),
        live=False,
    ),
    AVAILABLE_WORKFLOWS: _attribute(
        _A.MAP, _('Name in the definition -> registered name in Mistral.')
    ),
    WORKFLOW_IDS: _attribute(
        _A.MAP, _('Name in the definition -> id in Mistral.')
    ),
    EXECUTIONS: _attribute(
        _A.LIST,
        _(
            'Executions of these workflows, newest first, whoever started them: '
            'id, workflow_name, created_at, updated_at, state, state_info, '
            'input, output, description.'
        ),
    ),
    LATEST_EXECUTION: _attribute(
        _A.MAP, _('The first of the executions, or an empty map.')
    ),
    SHARED_WITH: _attribute(
        _A.MAP,
        _(
            'Name in the definition -> id of each project that the workflow '
            'is shared with -> pending, accepted or rejected.'
        ),
    ),
    DATA: _attribute(
        _A.MAP,
        _('name and input, as a cron trigger takes them for its workflow.'),
    ),
    FAILURES: outcomes.ATTRIBUTE,
}
