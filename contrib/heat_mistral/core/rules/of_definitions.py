"""The rules of definitions, in the order of their codes."""

from heat_mistral.core.rules.rule import ERROR, WARNING, Rule

RULES = (
    Rule(
        'HM101',
        'unknown-task',
        ERROR,
        'an on-clause, or "requires", that names no task of the workflow',
        'Mistral refuses the workflow. Often the name is misspelt, or the '
        'task is indented so that it stands beside "tasks" or in another task.',
    ),
    Rule(
        'HM102',
        'unreachable-task',
        WARNING,
        'a task that nothing ever leads to',
        'Tasks that nothing names start at once; tasks that only name each '
        'other never do. Let a task that runs name one of them.',
    ),
    Rule(
        'HM103',
        'join-never-met',
        ERROR,
        'a join that waits for more tasks than lead to it',
        'The task would wait for ever. "join: all" waits for those that there '
        'are.',
    ),
    Rule(
        'HM104',
        'unknown-key',
        ERROR,
        'a key that the workflow language does not have at this place',
        'Mistral refuses it in a task. In a workflow it ignores it without a '
        'word, so that what it should do is not done.',
    ),
    Rule(
        'HM105',
        'wrong-value',
        ERROR,
        'a value of a kind that the key does not take',
        'Mistral refuses it when the stack is created.',
    ),
    Rule(
        'HM106',
        'repeated-key',
        ERROR,
        'a key that stands twice in one map',
        'Of the two the last one counts; the first, and all below it, is lost'
        ' without a word. Put both into one: an on-clause takes a list.',
    ),
    Rule(
        'HM107',
        'template-function',
        ERROR,
        'a function of Heat in the text of a definition',
        'To Heat the definition is a text, and it looks for no functions in '
        'it: the task gets a map. Declare an input, and give it the value by '
        'the property "input"; or put it in with str_replace.',
    ),
    Rule(
        'HM201',
        'unknown-workflow',
        WARNING,
        'a task that runs a workflow which the text does not have',
        'It works where the workflow is registered already, under just that '
        'name. Otherwise the task fails when it runs.',
    ),
    Rule(
        'HM202',
        'missing-input',
        ERROR,
        'a task that does not give a workflow an input that it needs',
        'The task fails when it runs.',
    ),
    Rule(
        'HM203',
        'ignored-input',
        WARNING,
        'a task that gives a workflow an input that it does not declare',
        'Mistral takes it for a parameter of the run and drops it.',
    ),
    Rule(
        'HM204',
        'unknown-action',
        WARNING,
        'a task that runs an action which is not known',
        'It may be one of your cloud: tell with --actions FILE, or ask it '
        'with --cloud NAME. Otherwise the task fails when it runs.',
    ),
    Rule(
        'HM205',
        'action-input',
        ERROR,
        'a task whose inputs are not those of its action',
        'The task fails when it runs.',
    ),
    Rule(
        'HM301',
        'yaql-syntax',
        ERROR,
        'a YAQL expression that cannot be read',
        'Mistral refuses the workflow.',
    ),
    Rule(
        'HM302',
        'jinja-syntax',
        ERROR,
        'a Jinja expression that cannot be read',
        'Mistral refuses the workflow.',
    ),
    Rule(
        'HM303',
        'unknown-function',
        ERROR,
        'a function that Mistral does not have',
        'The expression fails when its task runs. Functions of Mistral are '
        'task(), tasks(), execution(), executions(), env(), global(), uuid(), '
        'json_dump(), json_parse(), yaml_dump() and yaml_parse(); all of '
        "YAQL's and Jinja's own are there, too.",
    ),
    Rule(
        'HM304',
        'unknown-variable',
        WARNING,
        'a variable that neither an input, nor vars, nor a publish provides',
        'A task that reads it fails when it runs. Declare it under "input", '
        'or publish it in a task before.',
    ),
    Rule(
        'HM305',
        'unclosed-expression',
        ERROR,
        'an expression that is opened and not closed on its line',
        'To Mistral it is plain text: the signs and the name arrive where '
        'the value should.',
    ),
    Rule(
        'HM306',
        'statements-alone',
        ERROR,
        'Jinja statements in a text without any "{{ }}"',
        'Mistral looks for "{{ }}" in a text with statements, and the task '
        'fails where there is none. Write "{{ _.a if _.x else _.b }}" in place '
        'of an "if".',
    ),
    Rule(
        'HM307',
        'mixed-languages',
        WARNING,
        'YAQL and Jinja in one text',
        'Mistral refuses the workflow, or evaluates the first of the two and '
        'leaves the other one as text.',
    ),
    Rule(
        'HM308',
        'unknown-result',
        ERROR,
        'task() of a task that there is not, or a part that it does not give',
        'The expression gives nothing, or fails when its task runs. It '
        'gives id, name, spec, state, state_info, result, published, '
        'type, workflow_execution_id, created_at and updated_at.',
    ),
)
