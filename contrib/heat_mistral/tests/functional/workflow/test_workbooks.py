"""A workbook's parts in two resources, as the page on workbooks has it."""

import yaml

from heat_mistral.tests.functional.support import pages
from heat_mistral.tests.functional.support.stacks import eventually

FILES = {
    'workflows.yaml': yaml.safe_dump(
        {
            'version': '2.0',
            'greet': {
                'output': {'said': '<% task(t).result %>'},
                'tasks': {'t': {'action': 'shout text="hello"'}},
            },
        }
    ),
    'actions.yaml': yaml.safe_dump(
        {
            'version': '2.0',
            'shout': {
                'input': ['text'],
                'base': 'std.echo',
                'base-input': {'output': '<% $.text %>!'},
            },
        }
    ),
}


def test_both_parts_work_together_under_the_books_names(stacks):
    template = pages.template('reference/workbooks')
    stack = stacks.create(template, files=FILES)
    assert stack.attribute('workflows', 'available_workflows') == {
        'greet': 'book.greet'
    }
    stack.signal('workflows')
    run = eventually(
        lambda: next(
            (
                run
                for run in stack.attribute('workflows', 'executions')
                if run['state'] != 'RUNNING'
            ),
            None,
        ),
        'the run',
    )
    assert run['state'] == 'SUCCESS', run['state_info']
    assert run['output']['said'] == 'hello!'
