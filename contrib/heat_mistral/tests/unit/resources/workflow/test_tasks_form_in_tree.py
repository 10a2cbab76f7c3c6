"""The form with "tasks" means what it means to Heat's own plugin."""

import json

import yaml
from heat.engine import stack, template
from heat.engine.hot import template as hot
from heat.engine.resources.openstack.mistral import workflow as in_tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mistral.utils import safe_yaml

from heat_mistral.resources.workflow import desired, source
from heat_mistral.tests.unit.support import resource_case, strategies

NAMES = ('a', 'b', 'task-3', '4', 'é', 'on', 'with.dot')
texts = st.sampled_from(
    (
        '',
        'x',
        '5',
        'yes',
        '<% $.x %>',
        '{{ _.x }}',
        '&a',
        '*a',
        'a: b',
        '- a',
        'a\nb\n',
        'null',
    )
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | strategies.texts,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2)
    ),
    max_leaves=4,
)
# What Heat's schemata make of a value of each type. A map whose only key is a
# function's name, such as "if", calls that function.
maps = st.dictionaries(
    strategies.texts.filter(
        lambda key: key not in hot.HOTemplate20180831.functions
    ),
    values,
    max_size=3,
)
strings = texts | st.integers() | st.booleans()
lists = st.lists(
    st.sampled_from(NAMES)
    | st.dictionaries(st.sampled_from(NAMES), texts, min_size=1, max_size=1),
    max_size=3,
)
numbers = st.integers(0, 10**6)
integers = (
    numbers
    | numbers.map(str)
    | numbers.map(float)
    | numbers.map(lambda number: f' +{number} ')
    | st.floats(0, 100)
)
joins = st.just('all') | numbers | numbers.map(str)
booleans = st.booleans() | st.sampled_from(('true', 'False', 'TRUE'))

POLICIES = {
    'pause_before': booleans,
    'wait_after': integers,
    'wait_before': integers,
    'timeout': integers,
    'retry': maps,
    'concurrency': integers,
}
LINKS = {'on_error': lists, 'on_success': lists, 'on_complete': lists}
TASK = {
    **POLICIES,
    **LINKS,
    'description': strings,
    'input': maps,
    'publish': maps,
    'keep_result': booleans,
    'target': strings,
    'join': joins,
    'with_items': texts,
}
PROPERTIES = {
    'description': strings,
    'tags': st.lists(texts, max_size=2),
    'output': maps,
    'params': st.just({'task_name': 'a'}),
}


@st.composite
def tasks(draw, name, kind):
    """A task that Heat's own plugin takes."""
    optional = dict(TASK, requires=lists) if kind == 'reverse' else TASK
    task = draw(st.fixed_dictionaries({}, optional=optional))
    under = draw(st.sets(st.sampled_from(sorted(POLICIES))))
    policies = {key: task.pop(key) for key in under if key in task}
    if policies:
        task['policies'] = policies
    if 'with_items' not in task:
        task.pop('concurrency', None)
        policies.pop('concurrency', None)
    called = draw(st.sampled_from(('action', 'workflow')))
    return {'name': name, called: draw(texts.filter(bool)), **task}


@st.composite
def properties(draw):
    """Properties that Heat's own plugin takes."""
    kind = draw(st.sampled_from(('direct', 'reverse')))
    names = draw(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)
    )
    defaults = {**POLICIES, **LINKS, 'requires': lists}
    return {
        'name': 'wf',
        'type': kind,
        'tasks': [draw(tasks(name, kind)) for name in names],
        **draw(st.fixed_dictionaries({}, optional=PROPERTIES)),
        **draw(
            st.fixed_dictionaries(
                {},
                optional={
                    'task_defaults': st.fixed_dictionaries(
                        {}, optional=defaults
                    ),
                    'input': st.dictionaries(
                        texts.filter(bool), values, max_size=3
                    ),
                },
            )
        ),
    }


def plain(value):
    """A text that tells 1 from true and from "1"."""
    return json.dumps(value, sort_keys=True)


def as_theirs_is_meant(body):
    """Theirs, without what is wrong or left over in it."""
    for task in body['tasks'].values():
        if task.get('join', '').isdigit():
            task['join'] = int(task['join'])  # as a text it is refused
    if not body.get('input'):
        body.pop('input', None)  # an empty list is refused
    return body


def without_defaults(body):
    """Ours, without what theirs leaves out."""
    if 'input' in body:
        body['input'] = [
            next(iter(each)) if isinstance(each, dict) else each
            for each in body['input']
        ]
    if 'task-defaults' in body:
        body['task-defaults'] = {
            key: value for key, value in body['task-defaults'].items() if value
        }
    return body


class TasksFormInTreeTest(resource_case.ResourceTestCase):
    @settings(
        max_examples=100,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.differing_executors,
        ],
    )
    @given(properties())
    def test_registers_what_heats_own_plugin_registers(self, given_):
        made = stack.Stack(
            self.context(),
            'stk',
            template.Template(
                {
                    'heat_template_version': '2018-08-31',
                    'resources': {
                        'w': {
                            'type': 'OS::Mistral::Workflow',
                            'properties': given_,
                        }
                    },
                }
            ),
        )
        ours = made['w']
        theirs = in_tree.Workflow('w', ours.t, made)
        theirs_text = theirs.prepare_properties(theirs.properties)
        given = source.Source(ours, ours.properties)
        (text,) = desired.build(
            ours, ours.properties, given, given.parse()
        ).texts.values()
        self.assertEqual(
            plain(as_theirs_is_meant(yaml.safe_load(theirs_text)['wf'])),
            plain(without_defaults(safe_yaml.load(text)['wf'])),
        )
