"""Templates that a random walk goes through, and what each asks Mistral for.

What is asked for is worked out here, in another way than the plugin does it.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import yaml
from hypothesis import strategies as st

from heat_mistral.tests.functional.support import walk_others

NUMBERS = (0, 1)  # of the triggers
# None of these comes while a test runs.
PATTERNS = ('0 0 29 2 *', '30 0 29 2 *')
PAST = '2020-01-01 00:00'

TASKS = (
    {'action': 'std.noop'},
    {'action': 'std.echo output=1'},
    {'action': 'std.async_noop'},  # does not end by itself
)


def _some_of(names: str) -> st.SearchStrategy:
    return st.lists(st.sampled_from(names), min_size=1, unique=True)


# Somebody else may have "d".
shorts = st.one_of(*map(_some_of, ('abc', 'abc', 'abcd')))
workflow_changes = st.fixed_dictionaries(
    {},
    optional={
        'shorts': shorts,
        'tasks': st.dictionaries(
            st.sampled_from('abcd'),
            st.sampled_from(range(len(TASKS))),
            min_size=1,
        ),
        'name': st.sampled_from(['', '-mine', '-other']),
        'namespace': st.sampled_from([None, None, 'ns']),
        'input': st.sampled_from([None, {'x': 2}]),
        'tags': st.sampled_from([None, ['t']]),
        'description': st.sampled_from([None, 'some']),
        'last_is_default': st.booleans(),
        'keep_executions': st.booleans(),
    },
)
trigger_changes = st.fixed_dictionaries(
    {},
    optional={
        'present': st.sampled_from([True, True, False]),
        'target': st.integers(0, 3),
        'by_id': st.booleans(),
        'input': st.sampled_from([{}, {'x': 7}]),
        'name': st.sampled_from(['', '-nightly', '-weekly']),
        'pattern': st.sampled_from([*PATTERNS, None]),
        'first_time': st.sampled_from([None, PAST, 'later']),
        'count': st.sampled_from([None, 1, 3, 5]),
    },
)
#: What the next template has otherwise.
changes = st.fixed_dictionaries(
    {},
    optional={
        'w': workflow_changes,
        0: trigger_changes,
        1: trigger_changes,
        'others': walk_others.changes,
    },
)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What one template asks for.

    :ivar stack: the stack's name.
    """

    stack: str
    w: Mapping[str, Any]
    crons: Mapping[int, Mapping[str, Any]]
    others: walk_others.Wanted

    @classmethod
    def first(cls, stack: str, names: list[str]) -> 'Wanted':
        trigger = {
            'present': True,
            'target': 0,
            'by_id': False,
            'input': {},
            'name': '',
            'pattern': PATTERNS[0],
            'first_time': None,
            'count': None,
        }
        return cls(
            stack,
            {
                'shorts': names,
                'tasks': {},
                'name': '',
                'namespace': None,
                'input': None,
                'tags': None,
                'description': None,
                'last_is_default': False,
                'keep_executions': False,
            },
            dict.fromkeys(NUMBERS, trigger),
            walk_others.Wanted.first(stack),
        )

    def changed(self, new: Mapping[Any, Any]) -> 'Wanted':
        w = {**self.w, **new.get('w', {})}
        w['tasks'] = {**self.w['tasks'], **w['tasks']}
        return Wanted(
            self.stack,
            w,
            {
                number: {**cron, **new.get(number, {})}
                for number, cron in self.crons.items()
            },
            self.others.changed(new.get('others', {})),
        )

    # The workflows

    @property
    def shorts(self) -> list[str]:
        return self.w['shorts']

    @property
    def default(self) -> str:
        return self.shorts[-1 if self.w['last_is_default'] else 0]

    @property
    def namespace(self) -> str:
        return self.w['namespace'] or ''

    @property
    def takes_name(self) -> bool:
        """Whether the stranger of the walk has one of the names."""
        return self.others.takes_name or (
            'd' in self.shorts and not (self.w['name'] or self.namespace)
        )

    def registered(self, short: str) -> str:
        prefix = (
            self.stack + self.w['name']
            if self.w['name']
            else f'{self.stack}.w'
        )
        return f'{prefix}.{short}'

    def body(self, short: str) -> dict[str, Any]:
        # Copied: a text with YAML's anchors is another to Mistral.
        tasks = {'t': dict(TASKS[self.w['tasks'].get(short, 0)])}
        if short == self.shorts[-1] != self.shorts[0]:
            tasks['u'] = {'workflow': self.shorts[0]}
        return {'input': [{'x': 1}], 'tasks': tasks}

    def held(self, short: str) -> dict[str, Any]:
        """The definition that Mistral is to hold, decoded."""
        body = self.body(short)
        if self.w['input']:
            body['input'] = [self.w['input']]
        if 'u' in body['tasks']:
            body['tasks']['u'] = {'workflow': self.registered(self.shorts[0])}
        for key in ('tags', 'description'):
            if self.w[key]:
                body[key] = self.w[key]
        return {'version': '2.0', self.registered(short): body}

    # The triggers

    def triggers(self) -> dict[int, dict[str, Any]]:
        """Those that are to be there: number -> what each is to have."""
        found = {}
        for number, cron in self.crons.items():
            if cron['present']:
                found[number] = {
                    'name': cron['name']
                    and (f'{self.stack}{cron["name"]}{number}'),
                    'short': self.shorts[cron['target'] % len(self.shorts)],
                    'input': cron['input'],
                    **self.times(number),
                }
        return found

    def times(self, number: int) -> dict[str, Any]:
        cron = self.crons[number]
        pattern, first_time = cron['pattern'], cron['first_time']
        # Mistral wants no two of the same content.
        later = f'210{number}-01-01 00:00'
        if pattern is None:
            return {'pattern': None, 'first_time': later, 'count': None}
        if first_time == 'later':
            first_time = later
        return {
            'pattern': pattern,
            'first_time': first_time,
            'count': cron['count'],
        }

    def template(self) -> str:
        w = {
            'definition': yaml.safe_dump(
                {short: self.body(short) for short in self.shorts},
                sort_keys=False,
            ),
            'name': self.w['name'] and self.stack + self.w['name'],
            'default_workflow': self.w['last_is_default'] and self.default,
            **{
                key: self.w[key]
                for key in (
                    'namespace',
                    'input',
                    'tags',
                    'description',
                    'keep_executions',
                )
            },
        }
        crons = {}
        for number, trigger in self.triggers().items():
            by_id = self.crons[number]['by_id'] or self.namespace
            target = {
                'get_attr': [
                    'w',
                    'workflow_ids' if by_id else 'available_workflows',
                    trigger['short'],
                ]
            }
            if trigger['input']:
                target = {'name': target, 'input': trigger['input']}
            crons[f'c{number}'] = {
                'type': 'OS::Mistral::CronTrigger',
                'properties': _given(
                    {
                        'workflow': target,
                        **{
                            key: trigger[key]
                            for key in (
                                'name',
                                'pattern',
                                'first_time',
                                'count',
                            )
                        },
                    }
                ),
            }
        return json.dumps(
            {
                'heat_template_version': '2018-08-31',
                'resources': {
                    'w': {
                        'type': 'OS::Mistral::Workflow',
                        'properties': _given(w),
                    },
                    **crons,
                    **self.others.resources(self.shorts, _workflow_id),
                },
                'outputs': {
                    'default': {'value': {'get_resource': 'w'}},
                    **{
                        key: {'value': {'get_attr': ['w', key]}}
                        for key in (
                            'alarm_url',
                            'workflow_ids',
                            'available_workflows',
                            'executions',
                        )
                    },
                },
            }
        )


def _workflow_id(short: str) -> dict[str, Any]:
    return {'get_attr': ['w', 'workflow_ids', short]}


def _given(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value}
