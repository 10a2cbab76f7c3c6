"""What a random walk may ask for, and what is known of others."""

import json

from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.tests.functional.support import faulty

WORKFLOW, TRIGGER = 'OS::Mistral::Workflow', 'OS::Mistral::CronTrigger'
LATER, PAST = '2100-01-01 00:00', '2020-01-01 00:00'

faults = st.just([]) | st.lists(
    st.sampled_from([None, None, None, *faulty.FAULTS]), max_size=8
)
shorts = st.lists(st.sampled_from('abcd'), min_size=1, max_size=3, unique=True)

workflow_changes = st.fixed_dictionaries(
    {},
    optional={
        'shorts': shorts,
        'versions': st.dictionaries(
            st.sampled_from('abcd'), st.integers(1, 3), min_size=1
        ),
        'name': st.sampled_from([None, 'mine', 'taken', 'stk.w']),
        'namespace': st.sampled_from([None, None, 'ns']),
        'scope': st.sampled_from([None, 'private', 'public']),
        'input': st.sampled_from([None, {'x': 2}]),
        'tags': st.sampled_from([None, ['t']]),
        'description': st.sampled_from([None, 'some']),
        'default_workflow': st.sampled_from([None, 'last']),
    },
)
trigger_changes = st.fixed_dictionaries(
    {},
    optional={
        'target': st.tuples(st.integers(0, 2), st.booleans()),
        'input': st.sampled_from([{}, {'x': 7}]),
        'name': st.sampled_from([None, 'nightly', 'weekly', 'taken']),
        'times': st.sampled_from(
            [
                ('0 3 * * *', None, None),
                ('0 4 * * *', None, None),
                ('0 3 * * *', LATER, None),
                ('0 3 * * *', PAST, None),
                ('0 3 * * *', None, 3),
                ('0 4 * * *', None, 3),
                ('0 3 * * *', LATER, 3),
                ('0 4 * * *', LATER, 5),
                (None, LATER, None),
                (None, LATER, 1),
            ]
        ),
    },
)


def text_of(tried):
    """The definition that a template has."""
    lines = []
    for short in tried['shorts']:
        version = tried['versions'].get(short, 0)
        lines += [
            f'{short}:',
            '  input: [x: 1]',
            '  tasks:',
            f'    t: {{action: std.echo output=v{version}}}',
        ]
    if len(tried['shorts']) > 1:
        lines += [f'    u: {{workflow: {tried["shorts"][0]}}}']
    return '\n'.join(lines) + '\n'


def given(**properties):
    return {
        key: value for key, value in properties.items() if value is not None
    }


class Trigger:
    """What is known of one trigger."""

    def __init__(self, rsrc, number):
        self.rsrc = rsrc
        self.number = number
        self.tried = {
            'target': (0, False),
            'input': {},
            'name': None,
            'times': ('0 3 * * *', None, None),
        }
        self.literal = None
        self.good = None
        self.workflow_ids = set()
        self.left = None
        self.clear = True  # whether "left" is known for certain
        self.names = set()

    @property
    def suspended(self):
        return self.rsrc.action == self.rsrc.SUSPEND

    def name(self):
        if self.tried['name'] in (None, 'taken'):
            return self.tried['name']
        return f'{self.tried["name"]}{self.number}'

    def properties(self):
        pattern, first_time, count = self.tried['times']
        workflow = self.literal
        if self.tried['input']:
            workflow = {'name': workflow, 'input': self.tried['input']}
        return given(
            name=self.name(),
            workflow=workflow,
            pattern=pattern,
            first_time=first_time,
            count=count,
        )

    @staticmethod
    def ends(properties):
        """What makes it end, and after how many runs."""
        if 'count' in properties:
            return ('count', properties['count']), properties['count']
        if 'pattern' in properties:
            return None, None
        return ('once', properties['first_time']), 1


class Stranger:
    """Somebody else, who has names that the stack may come to want.

    :ivar ids: of all that is theirs.
    """

    def __init__(self, mistral):
        self.mistral = mistral
        self.ids = set()
        ours = definition.parse(text_of({'shorts': ['d'], 'versions': {}}))
        for name, namespace in (
            ('stk.w.d', ''),
            ('taken.a', ''),
            ('mine.d', 'ns'),
        ):
            body = definition.qualify(ours, {'d': name}, {})['d']
            identifier = mistral._uuid()
            mistral._workflow(identifier, name, body, {'namespace': namespace})
            self.ids |= {identifier, mistral.run(identifier)['id']}
        mistral.triggers['theirs'] = {
            'id': 'theirs',
            'name': 'taken',
            'workflow_id': identifier,
            'workflow_name': 'stk.w.a',
            'workflow_input': '{}',
            'workflow_params': '{}',
            'pattern': '0 3 * * *',
            'first_execution_time': None,
            'remaining_executions': None,
            'next_execution_time': '2100-01-01 00:00:00',
            'project_id': mistral.project_id,
        }
        self.ids.add('theirs')
        self.look()

    def look(self):
        """Take what is there now for what is to stay."""
        self._before = self._theirs()

    def check(self):
        assert self._theirs() == self._before

    def _theirs(self):
        return json.dumps(
            [
                [
                    row
                    for identifier, row in sorted(rows.items())
                    if identifier in self.ids
                ]
                for rows in (
                    self.mistral.workflows,
                    self.mistral.triggers,
                    self.mistral.executions,
                )
            ]
        )
