"""What Heat tells of a template before it does anything with it."""

import json
import textwrap

import pytest
from heatclient import exc as heat_exc

KINDS = ('OS::Mistral::Workflow', 'OS::Mistral::CronTrigger')
TEMPLATE = """
heat_template_version: 2018-08-31
parameters:
  pattern: {type: string}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: {get_file: workflows.yaml}
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {get_attr: [w, available_workflows, a]}
      pattern: {get_param: pattern}
"""
A = 'a: {tasks: {t: {action: std.noop}}}\n'
B = 'b: {tasks: {t: {action: std.noop}}}\n'
PATTERN = {'pattern': '0 3 * * *'}


def validate(stacks, text, **more):
    return stacks.heat.stacks.validate(
        template=textwrap.dedent(TEMPLATE),
        files={'workflows.yaml': text},
        **more,
    )


def test_a_template_is_validated_without_its_parameters(stacks):
    assert 'pattern' in validate(stacks, A)['Parameters']
    assert 'pattern' in validate(stacks, A, parameters=PATTERN)['Parameters']


def test_a_creation_is_previewed(stacks, mistral):
    count = len(mistral.workflows.list())
    shown = stacks.heat.stacks.preview(
        stack_name='preview',
        template=TEMPLATE,
        files={'workflows.yaml': A},
        parameters=PATTERN,
    )
    kinds = {
        found['resource_name']: found['resource_type']
        for found in shown.resources
    }
    assert kinds == {'w': KINDS[0], 'c': KINDS[1]}
    assert len(mistral.workflows.list()) == count
    with pytest.raises(heat_exc.HTTPBadRequest, match='line 1, column'):
        stacks.heat.stacks.preview(
            stack_name='preview',
            template=TEMPLATE,
            files={'workflows.yaml': 'a: {tasks: {t: {acton: x}}}'},
            parameters=PATTERN,
        )


def test_an_update_is_previewed(stacks, mistral):
    stack = stacks.create(
        TEMPLATE, files={'workflows.yaml': A}, parameters=PATTERN
    )

    def changes(text, **parameters):
        shown = stack.heat.stacks.preview_update(
            stack.id,
            template=TEMPLATE,
            files={'workflows.yaml': text},
            parameters=parameters,
        )['resource_changes']
        return {
            found['resource_name']: change
            for change, resources in shown.items()
            for found in resources
        }

    # Heat resolves no get_attr here: c always seems to be updated.
    assert changes(A, **PATTERN) == {'w': 'unchanged', 'c': 'updated'}
    assert changes(A + B, **PATTERN) == {'w': 'updated', 'c': 'updated'}
    assert [
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    ] == [f'{stack.name}.w.a']


@pytest.mark.parametrize('kind', KINDS)
def test_a_type_is_shown(stacks, kind):
    shown = stacks.heat.resource_types.get(kind)
    assert shown['resource_type'] == kind
    assert 'executions' in shown['attributes']
    assert all(prop['description'] for prop in shown['properties'].values())


@pytest.mark.parametrize('form', ['cfn', 'hot'])
@pytest.mark.parametrize('kind', KINDS)
def test_the_template_of_a_type_is_a_template(stacks, kind, form):
    mirror = stacks.heat.resource_types.generate_template(kind, form)
    stacks.heat.stacks.validate(template=json.dumps(mirror))


def test_the_template_of_a_type_works(stacks, mistral):
    """Of its parameters those are kept that an author wants."""
    mirror = stacks.heat.resource_types.generate_template(KINDS[0], 'hot')
    for part in (
        mirror['parameters'],
        mirror['resources']['Workflow']['properties'],
    ):
        for name in set(part) - {'definition'}:
            del part[name]
    stack = stacks.create(json.dumps(mirror), parameters={'definition': A})
    stack.signal('Workflow')
    (run,) = mistral.executions.list(workflow_name=f'{stack.name}.Workflow.a')
    assert [found['id'] for found in stack.output('executions')] == [run.id]
