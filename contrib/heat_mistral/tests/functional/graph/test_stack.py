"""A stack's runs as pages and pictures, read from Heat and Mistral."""

import re

import pytest

from heat_mistral.graph import command
from heat_mistral.tests.functional.graph import test_graph
from heat_mistral.tests.functional.support.stacks import eventually

credentials = test_graph.credentials
TEMPLATE = {
    'heat_template_version': '2018-08-31',
    'resources': {
        'workflows': test_graph.TEMPLATE['resources']['workflows'],
        'step': {
            'type': 'OS::Mistral::Execution',
            'properties': {
                'workflow': {
                    'name': {
                        'get_attr': [
                            'workflows',
                            'available_workflows',
                            'below',
                        ]
                    }
                }
            },
        },
        'part': {'type': 'part.yaml'},
    },
}
PART = """
heat_template_version: 2018-08-31
resources:
  inner:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        deep: {tasks: {lonely: {action: std.noop}}}
"""


@pytest.fixture
def stack(stacks, mistral):
    """One that has run a workflow as a step, and one by a signal."""
    made = stacks.create(TEMPLATE, files={'part.yaml': PART})
    made.signal('workflows')
    ran = made.attribute('workflows', 'executions')
    (main,) = (
        row['id'] for row in ran if row['workflow_name'].endswith('.main')
    )
    eventually(
        lambda: (
            {'ERROR', 'RUNNING'}
            <= {
                task.state
                for task in mistral.tasks.list(workflow_execution_id=main)
            }
        ),
        'a failed task, and one after it',
    )
    return made


def section(page, resource):
    """The part of a page that is about a resource."""
    found = re.split(r'<h2>(\S+) <small>', page)
    return dict(zip(found[1::2], found[2::2], strict=True))[resource]


def test_a_page(stack, credentials):
    page = test_graph.draw('--stack', stack.name, '--format', 'html')
    main = section(page, 'workflows')
    for words in (
        'Workflow main',
        'Runs, the newest first',
        'Fail action expected exception.',
        'Task each',
        'each: ',
    ):
        assert words in main, words
    # The run itself, and two below it.
    assert main.count('>Timeline of ') == 3
    assert section(page, 'step').count('>Timeline of ') == 1
    inner = section(page, 'inner')
    assert 'Workflow deep' in inner
    assert 'Timeline of' not in inner


def test_one_resource(stack, credentials):
    arguments = ('--stack', stack.name, '--resource', 'inner')
    page = test_graph.draw(*arguments, '--format', 'html')
    assert re.findall(r'<h2>(\S+) <small>', page) == ['inner']
    assert 'lonely' in test_graph.draw(*arguments, '--format', 'svg')


def test_one_workflow_in_the_other_formats(stack, credentials):
    arguments = ('--stack', stack.name, '--workflow', 'main')
    text = test_graph.draw(*arguments)
    assert text.count('  subgraph ') == 1
    test_graph.check_mermaid(text)


def test_an_execution(stack, credentials):
    ran = stack.attribute('step', 'id')
    page = test_graph.draw('--execution', ran, '--format', 'html')
    assert page.count('>Timeline of ') == 1
    assert 'nothing' in page


@pytest.mark.parametrize(
    ('more', 'words'),
    [
        (('--stack', 'none-of-this-name'), 'no stack none-of-this-name'),
        (('--resource', 'none'), 'called none'),
        (('--workflow', 'none'), 'there is no workflow none; there are: '),
    ],
)
def test_what_is_not_there(stack, credentials, capsys, more, words):
    arguments = ('--stack', stack.name, *more)
    assert command.main([*arguments, '--format', 'html']) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count('\n')) == ('', 1)
    assert words in told.err
