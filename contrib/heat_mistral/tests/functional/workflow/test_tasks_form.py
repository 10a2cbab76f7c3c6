"""The form with "tasks": all its keys, and all else the language has.

What each group of keys means to Heat's own plugin is compared in
tests/unit/resources/workflow/test_tasks_form_in_tree.py.
"""

import pytest
from mistral.utils import safe_yaml

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually

PARAMETERS = {
    'zero': {'type': 'string', 'default': '0'},
    'one': {'type': 'string', 'default': '1'},
    'two': {'type': 'number', 'default': 2},
    'true': {'type': 'string', 'default': 'True'},
    'false': {'type': 'boolean', 'default': False},
    'shared': {'type': 'json', 'default': {'output': 'hi'}},
    'next': {'type': 'comma_delimited_list', 'default': 'u'},
}
NOOP = {'action': 'std.noop'}
ECHO = {'action': 'std.echo', 'input': {'output': 'hi'}}
SUB = {
    'input': {'who': 'world'},
    'output': {'o': '<% $.who %>'},
    'tasks': [{'name': 't', **NOOP}],
}


def parameter(name):
    return {'get_param': name}


def task(name, **keys):
    return {
        'name': name,
        **(NOOP if {'action', 'workflow'}.isdisjoint(keys) else {}),
        **keys,
    }


# Keys of the form -> the workflow that is registered.
GROUPS = {
    'texts': (
        {
            'description': 5,
            'tags': ['x'],
            'input': {'a': 1},
            'output': {'o': '<% $.a %>'},
            'tasks': [
                task(
                    't',
                    description=True,
                    action='std.echo',
                    input=parameter('shared'),
                    publish={'p': '<% task().result %>'},
                )
            ],
        },
        {
            'description': '5',
            'tags': ['x'],
            'input': [{'a': 1}],
            'output': {'o': '<% $.a %>'},
            'tasks': {
                't': {
                    'description': 'True',
                    **ECHO,
                    'publish': {'p': '<% task().result %>'},
                }
            },
        },
    ),
    'links': (
        {
            'tasks': [
                task('t', on_success=parameter('next')),
                task('u', action='std.fail', on_error=['v']),
                task('v', on_complete=['w', 'x']),
                task('w', on_success=['j']),
                task('x', on_success=['j']),
                task('j', join='all'),
            ]
        },
        {
            'tasks': {
                't': {**NOOP, 'on-success': ['u']},
                'u': {'action': 'std.fail', 'on-error': ['v']},
                'v': {**NOOP, 'on-complete': ['w', 'x']},
                'w': {**NOOP, 'on-success': ['j']},
                'x': {**NOOP, 'on-success': ['j']},
                'j': {**NOOP, 'join': 'all'},
            }
        },
    ),
    'policies': (
        {
            'tasks': [
                task(
                    't',
                    wait_before=parameter('one'),
                    wait_after=parameter('zero'),
                    timeout=30.0,
                    pause_before=parameter('false'),
                    retry={'count': 2, 'delay': 1},
                )
            ]
        },
        {
            'tasks': {
                't': {
                    **NOOP,
                    'wait-before': 1,
                    'wait-after': 0,
                    'timeout': 30,
                    'pause-before': False,
                    'retry': {'count': 2, 'delay': 1},
                }
            }
        },
    ),
    'policies_of_old': (
        {
            'tasks': [
                task(
                    't',
                    with_items='i in [1, 2]',
                    policies={
                        'wait_before': parameter('zero'),
                        'wait_after': 0,
                        'timeout': 30,
                        'pause_before': 'false',
                        'retry': {'count': 2, 'delay': 1},
                        'concurrency': '1',
                    },
                )
            ]
        },
        {
            'tasks': {
                't': {
                    **NOOP,
                    'with-items': 'i in [1, 2]',
                    'wait-before': 0,
                    'wait-after': 0,
                    'timeout': 30,
                    'pause-before': False,
                    'concurrency': 1,
                    'retry': {'count': 2, 'delay': 1},
                }
            }
        },
    ),
    'items': (
        {
            'tasks': [
                task(
                    't',
                    with_items='i in <% [1, 2] %>',
                    concurrency=parameter('two'),
                    keep_result=parameter('true'),
                )
            ]
        },
        {
            'tasks': {
                't': {
                    **NOOP,
                    'with-items': 'i in <% [1, 2] %>',
                    'concurrency': 2,
                    'keep-result': True,
                }
            }
        },
    ),
    'reverse': (
        {
            'type': 'reverse',
            'params': {'task_name': 't'},
            'tasks': [task('t', requires=parameter('next')), task('u')],
        },
        {
            'type': 'reverse',
            'tasks': {'t': {**NOOP, 'requires': ['u']}, 'u': NOOP},
        },
    ),
}
# Of the language what Heat's own plugin cannot say -> what a run puts out.
FEATURES = {
    'conditions': (
        {
            'input': {'go': True},
            'output': {'o': '<% $.x %>'},
            'tasks': [
                task(
                    't',
                    on_success={
                        'publish': {'branch': {'x': 'gone'}},
                        'next': [
                            {'u': '<% $.go %>'},
                            {'fail': '<% not $.go %>'},
                        ],
                    },
                ),
                task('u'),
            ],
        },
        'gone',
    ),
    'list_of_items': (
        {
            'input': {'l': [1, 2]},
            'output': {'o': '<% $.o %>'},
            'tasks': [
                task(
                    't',
                    with_items=['i in <% $.l %>', 'j in [3, 4]'],
                    action='std.echo output=<% $.i + $.j %>',
                    publish={'o': '<% task().result %>'},
                )
            ],
        },
        [4, 6],
    ),
    'expressions_in_policies': (
        {
            'input': {'n': 1},
            'output': {'o': 'in time'},
            'tasks': [
                task(
                    't',
                    timeout='<% 30 * $.n %>',
                    wait_before='<% $.n %>',
                    keep_result='<% $.n = 1 %>',
                )
            ],
        },
        'in time',
    ),
    'publish_on_error': (
        {
            'output': {'o': '<% $.o %>'},
            'tasks': [
                task(
                    't',
                    action='std.fail',
                    publish_on_error={'o': 'told'},
                    on_error=['noop'],
                )
            ],
        },
        'told',
    ),
    'fail_on': (
        {
            'output': {'o': '<% $.o %>'},
            'tasks': [
                task(
                    't',
                    action='std.echo output="bad"',
                    fail_on='<% task().result = "bad" %>',
                    on_error=['u'],
                ),
                task('u', publish={'o': 'mended'}),
            ],
        },
        'mended',
    ),
    'inline_workflow': (
        {
            'output': {'o': '<% $.o %>'},
            'tasks': [
                task(
                    't',
                    publish={'o': '<% task().result.o %>'},
                    workflow={
                        'str_replace': {
                            'template': 'SUB who="you"',
                            'params': {'SUB': {'get_resource': 'sub'}},
                        }
                    },
                )
            ],
        },
        'you',
    ),
    'dynamic_workflow': (
        {
            'input': {'which': {'get_resource': 'sub'}},
            'output': {'o': '<% $.o %>'},
            'tasks': [
                task(
                    't',
                    publish={'o': '<% task().result.o %>'},
                    workflow='<% $.which %>',
                    input={'who': 'me'},
                )
            ],
        },
        'me',
    ),
    'vars': (
        {'vars': {'v': 5}, 'output': {'o': '<% $.v %>'}, 'tasks': [task('t')]},
        5,
    ),
    'output_on_error': (
        {
            'output_on_error': {'o': 'went wrong'},
            'tasks': [task('t', action='std.fail')],
        },
        'went wrong',
    ),
    'rerun_and_skip': (
        {
            'output': {'o': 'done'},
            'tasks': [
                task(
                    't',
                    safe_rerun=True,
                    publish_on_skip={'o': 1},
                    on_skip=['u'],
                    on_success=['u'],
                ),
                task('u'),
            ],
        },
        'done',
    ),
    'namespace_and_dashes': (
        {
            'namespace': 'tasks-form',
            'output': {'o': 'there'},
            'tasks': [
                {'name': 't', 'action': 'std.noop', 'on-success': ['u']},
                task('u'),
            ],
        },
        'there',
    ),
}


@pytest.fixture(scope='module')
def stack(sandbox):
    """A resource for each group and each feature."""
    made = stacks_.Stacks(sandbox.heat())
    properties = {
        'sub': SUB,
        **{name: given for name, (given, _) in (GROUPS | FEATURES).items()},
    }
    yield made.create(
        {
            'heat_template_version': '2018-08-31',
            'parameters': PARAMETERS,
            'resources': {
                name: {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {'type': 'direct', **given},
                }
                for name, given in properties.items()
            },
            'outputs': {
                name: {'value': {'get_attr': [name, 'latest_execution']}}
                for name in properties
            },
        }
    )
    made.clean_up()


def registered(stack, mistral, name):
    """The workflow of a resource as Mistral reads it."""
    (identifier,) = stack.attribute(name, 'workflow_ids').values()
    read = safe_yaml.load(mistral.workflows.get(identifier).definition)
    assert read.pop('version') == '2.0'
    ((registered_name, body),) = read.items()
    assert registered_name == stack.data_id(name)
    return body


def run(stack, name):
    """What a run of the workflow comes to."""
    stack.signal(name)
    return eventually(
        lambda: (
            (found := stack.output(name))['state'] in ('SUCCESS', 'ERROR')
            and found
        ),
        f'the run of {name}',
    )


@pytest.mark.parametrize('name', GROUPS)
def test_keys_of_the_in_tree_form(stack, mistral, name):
    _, meant = GROUPS[name]
    body = registered(stack, mistral, name)
    assert body == {'type': 'direct', **meant}
    assert run(stack, name)['state'] == 'SUCCESS'


@pytest.mark.parametrize('name', FEATURES)
def test_item_21_all_of_the_language_can_be_written(stack, name):
    _, output = FEATURES[name]
    found = run(stack, name)
    assert found['output'].get('o') == output, found
    assert found['state'] == (
        'ERROR' if name == 'output_on_error' else 'SUCCESS'
    ), found


def test_item_08_join_by_number_and_a_parameter_in_two_tasks(stacks, mistral):
    shared = {
        'action': 'std.echo',
        'input': parameter('shared'),
        'on_success': ['j'],
    }
    stack = stacks.create(
        {
            'heat_template_version': '2018-08-31',
            'parameters': PARAMETERS,
            'resources': {
                'w': {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {
                        'type': 'direct',
                        'tasks': [
                            task('t', **shared),
                            task('u', **shared),
                            task(
                                'never',
                                action='std.async_noop',
                                on_success=['j'],
                            ),
                            task(
                                'j',
                                join=parameter('two'),
                                on_complete=['succeed'],
                            ),
                        ],
                    },
                }
            },
            'outputs': {
                'w': {'value': {'get_attr': ['w', 'latest_execution']}}
            },
        }
    )
    tasks = registered(stack, mistral, 'w')['tasks']
    assert tasks['j']['join'] == 2
    assert (
        tasks['t']
        == tasks['u']
        == {
            'action': 'std.echo',
            'input': {'output': 'hi'},
            'on-success': ['j'],
        }
    )
    assert run(stack, 'w')['state'] == 'SUCCESS'


def test_item_22_task_defaults_keep_false_and_0(stacks, mistral):
    stack = stacks.create(
        {
            'heat_template_version': '2018-08-31',
            'parameters': PARAMETERS,
            'resources': {
                'w': {
                    'type': 'OS::Mistral::Workflow',
                    'properties': {
                        'type': 'direct',
                        'tasks': [task('t')],
                        'task_defaults': {
                            'pause_before': parameter('false'),
                            'timeout': '30',
                            'wait_before': parameter('zero'),
                            'on_error': ['fail'],
                        },
                    },
                }
            },
            'outputs': {
                'w': {'value': {'get_attr': ['w', 'latest_execution']}}
            },
        }
    )
    assert registered(stack, mistral, 'w')['task-defaults'] == {
        'pause-before': False,
        'timeout': 30,
        'wait-before': 0,
        'on-error': ['fail'],
    }
    assert run(stack, 'w')['state'] == 'SUCCESS'
