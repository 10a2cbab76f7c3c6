"""The templates that the pages of the reference begin with.

Those of other types are in the tests of these types; what is shown of an
example's directory is in test_examples.py.
"""

from heat_mistral.tests.functional.support import pages
from heat_mistral.tests.functional.support.stacks import eventually, post


def test_workflow(stacks):
    stack = stacks.create(pages.template('reference/resources/workflow'))
    assert post(stack.output('alarm_url')).status_code == 200
    (run,) = eventually(
        lambda: [
            run
            for run in stack.output('executions')
            if run['state'] == 'SUCCESS'
        ],
        'the run',
    )
    assert run['input'] == {'host': 'compute-1', 'reason': 'unknown'}
    stack.delete()


def test_cron_trigger(stacks, mistral):
    stack = stacks.create(pages.template('reference/resources/cron_trigger'))
    assert stack.output('next').endswith(' 03:00:00')
    trigger = mistral.cron_triggers.get(stack.data_id('every_night'))
    assert trigger.workflow_input == '{"days": 30}'
    stack.delete()
