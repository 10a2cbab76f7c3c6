"""Runs that take too long, for the resource or for the whole stack."""

import pytest

from heat_mistral.tests.functional.support.runs import going, workflows
from heat_mistral.tests.functional.support.stacks import Failed, eventually

WORKFLOWS = """
version: '2.0'
endless: {tasks: {wait: {action: std.async_noop}}}
endless_below: {tasks: {call: {workflow: endless}}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  run:
    type: OS::Mistral::Execution
    properties: {workflow: endless_below%s}
"""


@pytest.fixture(scope='module', autouse=True)
def _workflows(mistral):
    with workflows(mistral, WORKFLOWS):
        yield


@pytest.mark.parametrize(
    ('more', 'fields', 'why', 'told'),
    [
        (
            ', timeout: 2',
            {},
            'did not end within 2 s and was cancelled',
            'it did not end within 2 s',
        ),
        # The shortest that Heat knows: it counts in minutes.
        ('', {'timeout_mins': 1}, 'Timed out', "the stack's time was up"),
    ],
)
def test_it_is_stopped_with_its_parts(
    stacks, mistral, more, fields, why, told
):
    stack = stacks.start(TEMPLATE % more, **fields)
    run = going(mistral, stack)
    with pytest.raises(Failed, match=why):
        stack.wait('CREATE', timeout=120)
    eventually(
        lambda: mistral.executions.get(run.id).state == 'CANCELLED',
        'the end of the run',
    )
    (below,) = mistral.executions.list(root_execution_id=run.id)
    assert below.state == 'CANCELLED'
    assert (
        mistral.executions.get(run.id).state_info
        == f'cancelled by Heat: {told}'
    )
    with pytest.raises(Failed, match=f'(?i)cancelled by Heat: {told}'):
        stack.act('check')
