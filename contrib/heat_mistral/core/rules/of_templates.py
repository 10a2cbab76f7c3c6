"""The rules of files and templates, in the order of their codes."""

from heat_mistral.core.rules.rule import ERROR, WARNING, Rule

RULES = (
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
    Rule(
        'HM413',
        'unknown-parameter',
        ERROR,
        'get_param of a parameter that the template does not declare',
        'Heat refuses the template.',
    ),
    Rule(
        'HM414',
        'unknown-template-function',
        WARNING,
        'a map that looks like a misspelt function of Heat',
        'Heat takes it for a map, and hands it on as it is.',
    ),
)
