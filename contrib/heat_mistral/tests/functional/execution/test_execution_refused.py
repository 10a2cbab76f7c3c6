"""Orders that could not be run: refused early, and never in the way."""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.runs import runs
from heat_mistral.tests.functional.support.stacks import Failed

TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  wf:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        w: {input: [a, b: 1], tasks: {t: {action: std.noop}}}
  given:
    type: OS::Heat::Value
    properties: {value: {nome: x}}
  run:
    type: OS::Mistral::Execution
    properties:
      workflow: &w {get_attr: [wf, available_workflows, w]}
      input: {a: 1}
      %s
"""


@pytest.mark.parametrize(
    ('properties', 'why'),
    [
        (
            'actions: {DELETE: {workflow: {name: *w, inputs: {a: 1}}}}',
            'actions: DELETE: unknown key inputs',
        ),
        ('params: {task_execution_id: x}', 'param task_execution_id cannot'),
    ],
)
def test_before_anything_is_made(stacks, properties, why):
    with pytest.raises(heat_exc.HTTPBadRequest, match=why):
        stacks.start(TEMPLATE % properties)


@pytest.mark.parametrize(
    ('properties', 'why'),
    [
        (
            'actions: {DELETE: {workflow: nope}}',
            'actions.DELETE.workflow: there is no workflow nope',
        ),
        (
            'actions: {DELETE: {input: {q: 1}}}',
            r'workflow \S+ does not take the input q; it takes a, b',
        ),
        (
            'actions: {DELETE: {workflow: *w}}',
            r'actions.DELETE.workflow: workflow \S+ needs the input a; it takes a',
        ),
        (
            'actions: {DELETE: {workflow: {get_attr: [given, value]}}}',
            'actions: DELETE: unknown key nome',
        ),
    ],
)
def test_before_anything_is_run(stacks, mistral, properties, why):
    stack = stacks.start(TEMPLATE % properties)
    with pytest.raises(Failed, match=why):
        stack.wait('CREATE')
    assert runs(mistral, stack) == []


def test_an_update_that_is_refused_is_mended(stacks, mistral):
    stack = stacks.create(TEMPLATE % 'actions: {DELETE: null}')
    with pytest.raises(Failed, match='there is no workflow nope'):
        stack.update(TEMPLATE % 'actions: {DELETE: {workflow: nope}}')
    stack.update(TEMPLATE % 'timeout: null')
    stack.delete()
    assert runs(mistral, stack) == []


def test_what_never_began_can_be_deleted(stacks):
    stack = stacks.start(
        TEMPLATE % 'actions: {CREATE: {workflow: {get_attr: [given, value]}}}'
    )
    with pytest.raises(Failed, match='actions: CREATE: unknown key nome'):
        stack.wait('CREATE')
    stack.delete()
