"""The rules by their codes. A code is never given to another rule."""

import dataclasses

ERROR, WARNING = 'error', 'warning'


@dataclasses.dataclass(frozen=True)
class Rule:
    """One rule.

    :ivar severity: an error cannot work; a warning may be meant.
    :ivar summary: what is found, in a few words.
    :ivar why: what happens otherwise, and what to do.
    """

    code: str
    name: str
    severity: str
    summary: str
    why: str


def _rules(*rules: Rule) -> dict[str, Rule]:
    return {rule.code: rule for rule in rules}


RULES = _rules(
    Rule(
        'HM001',
        'unreadable',
        ERROR,
        'a file cannot be read, or is no YAML',
        'Neither Heat nor Mistral reads it. The message tells where reading '
        'ended; the mistake is there or a little before. YAML takes no tabs '
        'for indentation.',
    ),
    Rule(
        'HM002',
        'not-a-template',
        ERROR,
        'a file is neither a HOT template nor a definition',
        'A template has "heat_template_version" at its top, a definition a '
        'workflow with its "tasks".',
    ),
    Rule(
        'HM003',
        'refused-definition',
        ERROR,
        'a definition that is refused when the stack is created',
        'The same check, with the same words, refuses the stack.',
    ),
    Rule(
        'HM004',
        'folded-definition',
        ERROR,
        'a definition whose lines YAML joins',
        'Below "definition: >" YAML joins lines, and a workflow is made of '
        'lines. Write "definition: |".',
    ),
    Rule(
        'HM005',
        'unquoted-jinja',
        ERROR,
        'a value that starts with a Jinja expression and has no quotes',
        'To YAML a "{" starts a map. Write "{{ _.name }}" with its quotes.',
    ),
    Rule(
        'HM006',
        'workbook',
        ERROR,
        'a workbook in a definition',
        'Mistral leaves parts of workbooks behind when they are deleted. Move '
        'what stands below "workflows" to the top of an '
        'OS::Mistral::Workflow, and what stands below "actions" to an '
        'OS::Mistral::Action.',
    ),
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
        'HM401',
        'unknown-property',
        ERROR,
        'a property, or a type, that there is not',
        'Heat refuses the template.',
    ),
    Rule(
        'HM402',
        'missing-property',
        ERROR,
        'a property that the type needs and the resource does not give',
        'Heat refuses the template.',
    ),
    Rule(
        'HM403',
        'property-value',
        ERROR,
        'a value that the property does not take',
        'Heat refuses the template.',
    ),
    Rule(
        'HM404',
        'unknown-attribute',
        ERROR,
        'an attribute that the type does not have',
        'Heat refuses the template.',
    ),
    Rule(
        'HM405',
        'not-in-definition',
        ERROR,
        'a workflow that the definition of the named resource does not have',
        'What uses it fails when the stack is created.',
    ),
    Rule(
        'HM406',
        'undeclared-input',
        ERROR,
        'an input that no workflow of the definition declares',
        'The stack is refused, or the run that gets it.',
    ),
    Rule(
        'HM407',
        'lacking-input',
        ERROR,
        'a run, or a schedule, that lacks an input which its workflow needs',
        'Mistral refuses it when the stack is created.',
    ),
    Rule(
        'HM408',
        'cron-pattern',
        ERROR,
        'a schedule that cannot be read, or never comes due',
        'The stack is refused, or nothing ever runs.',
    ),
    Rule(
        'HM409',
        'often',
        WARNING,
        'a schedule that comes due more often than Mistral looks',
        'Mistral looks for schedules every few seconds at best, and runs one '
        'of the times that have passed. Six fields have the seconds last.',
    ),
    Rule(
        'HM410',
        'shown-secret',
        WARNING,
        'a signed URL in an output or in an input',
        'Whoever has an alarm_url can run the workflow. Outputs are read by '
        'everybody who sees the stack, inputs by who sees the execution. Give '
        'it to the alarm by a property.',
    ),
    Rule(
        'HM411',
        'public-input',
        ERROR,
        'values in "input" of a workflow that is public',
        'Every project could read them. Leave "input" out, or the scope.',
    ),
    Rule(
        'HM412',
        'unknown-resource',
        ERROR,
        'a function that names a resource which the template does not have',
        'Heat refuses the template.',
    ),
)
