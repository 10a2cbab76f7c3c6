"""What OS::Mistral::Workflow takes and gives: its schema, nothing else."""

from heat.common.i18n import _
from heat.engine import attributes, constraints, properties

PROPERTIES = (
    DEFINITION, INPUT, NAME, DEFAULT_WORKFLOW, PARAMS,
    USE_REQUEST_BODY_AS_INPUT, NAMESPACE, SCOPE, TAGS, DESCRIPTION,
    KEEP_EXECUTIONS, TYPE, TASKS, TASK_DEFAULTS, VARS, OUTPUT,
    OUTPUT_ON_ERROR,
) = (
    'definition', 'input', 'name', 'default_workflow', 'params',
    'use_request_body_as_input', 'namespace', 'scope', 'tags', 'description',
    'keep_executions', 'type', 'tasks', 'task_defaults', 'vars', 'output',
    'output_on_error',
)

ATTRIBUTES = (
    ALARM_URL, AVAILABLE_WORKFLOWS, WORKFLOW_IDS, EXECUTIONS,
    LATEST_EXECUTION, DATA,
) = (
    'alarm_url', 'available_workflows', 'workflow_ids', 'executions',
    'latest_execution', 'data',
)

SCOPES = (PRIVATE, PUBLIC) = ('private', 'public')
TYPES = (DIRECT, REVERSE) = ('direct', 'reverse')
# The prefix of a registered name; the workflow's own name comes behind it.
_NAME_LENGTH = 255


def _schema(data_type: str, description: str, *rules: constraints.Constraint,
            default: object = None, schema: object = None
            ) -> properties.Schema:
    # Nothing replaces a workflow: every property can be updated.
    return properties.Schema(
        data_type, description, constraints=list(rules), default=default,
        schema=schema, update_allowed=True)


_S = properties.Schema

properties_schema = {
    DEFINITION: _schema(_S.STRING, _(
        'One or more workflows in the Mistral workflow language, version 2 '
        '(the text itself, for instance by get_file). "version" may be left '
        'out. Either this or "tasks" must be given.')),
    INPUT: _schema(_S.MAP, _(
        'Default values for inputs that the workflows declare. They are '
        'written into the registered definitions, where anybody who may read '
        'those can read them. With "tasks", the keys also declare the '
        'inputs.')),
    NAME: _schema(_S.STRING, _(
        'With "definition": takes the place of <stack>.<resource> in the '
        'registered names. With "tasks": the name of the workflow.'),
        constraints.Length(max=_NAME_LENGTH)),
    DEFAULT_WORKFLOW: _schema(_S.STRING, _(
        'Name, in the definition, of the workflow that a signal runs when it '
        'names none. By default the first one.')),
    PARAMS: _schema(_S.MAP, _(
        'Default parameters of executions that signals start: env, '
        'task_name (which a workflow of type reverse needs), notify.')),
    USE_REQUEST_BODY_AS_INPUT: _schema(_S.BOOLEAN, _(
        'True: the body of a signal is the input of the workflow. False: the '
        'body may hold only workflow, input and params. If this is not set, '
        'a body of only such keys is read in that way, and any other is the '
        'input.')),
    NAMESPACE: _schema(_S.STRING, _(
        'Mistral namespace of the workflows.'),
        constraints.Length(max=_NAME_LENGTH), default=''),
    SCOPE: _schema(_S.STRING, _(
        'Whether other projects can see the workflows; public is for '
        'administrators, and cannot be combined with "input".'),
        constraints.AllowedValues(SCOPES), default=PRIVATE),
    TAGS: _schema(_S.LIST, _(
        'Tags of those workflows that have none in the definition.')),
    DESCRIPTION: _schema(_S.STRING, _(
        'Description of those workflows that have none in the definition.')),
    KEEP_EXECUTIONS: _schema(_S.BOOLEAN, _(
        'Whether executions that Heat started stay in Mistral when their '
        'workflow is deleted. Running ones are cancelled in any case.'),
        default=False),
    TYPE: _schema(_S.STRING, _(
        'With "tasks": type of the workflow.'),
        constraints.AllowedValues(TYPES)),
    TASKS: _schema(_S.LIST, _(
        'Tasks of a single workflow, in place of "definition": maps with a '
        'name and the keys of the workflow language, which may be written '
        'with "_" for "-".'), schema=properties.Schema(properties.Schema.MAP)),
    TASK_DEFAULTS: _schema(_S.MAP, _(
        'With "tasks": what tasks have where they do not say otherwise.')),
    VARS: _schema(_S.MAP, _(
        'With "tasks": variables of the workflow.')),
    OUTPUT: _schema(_S.MAP, _(
        'With "tasks": output of the workflow.')),
    OUTPUT_ON_ERROR: _schema(_S.MAP, _(
        'With "tasks": output of the workflow when it fails.')),
}

# Values of the definition form that mean nothing beside "definition".
TASKS_FORM = (TYPE, TASK_DEFAULTS, VARS, OUTPUT, OUTPUT_ON_ERROR)


def _attribute(data_type: str, description: str,
               live: bool = True) -> attributes.Schema:
    # Heat would store the first value and show it for good.
    return attributes.Schema(
        description, type=data_type,
        cache_mode=(attributes.Schema.CACHE_NONE if live
                    else attributes.Schema.CACHE_LOCAL))


_A = attributes.Schema

attributes_schema = {
    ALARM_URL: _attribute(_A.STRING, _(
        'Signed URL: a POST to it runs a workflow, and whoever knows it can '
        'do so.'), live=False),
    AVAILABLE_WORKFLOWS: _attribute(_A.MAP, _(
        'Name in the definition -> registered name in Mistral.')),
    WORKFLOW_IDS: _attribute(_A.MAP, _(
        'Name in the definition -> id in Mistral.')),
    EXECUTIONS: _attribute(_A.LIST, _(
        'Executions of these workflows, newest first, whoever started them: '
        'id, workflow_name, created_at, updated_at, state, state_info, '
        'input, output, description.')),
    LATEST_EXECUTION: _attribute(_A.MAP, _(
        'The first of the executions, or an empty map.')),
    DATA: _attribute(_A.MAP, _(
        'name and input, as a cron trigger takes them for its workflow.')),
}
