"""What a random walk has beside workflows and schedules.

``a`` are actions, ``e`` an environment, ``t`` an event trigger of a workflow
of ``w``, and ``x`` a run, of a workflow of ``v`` that never changes. What a
run is asked for is a number: it is known which runs have made what.
"""

import collections
import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import Any

import yaml
from hypothesis import strategies as st

_present = st.sampled_from([True, True, True, False])
#: What the next template has otherwise.
changes = st.fixed_dictionaries(
    {},
    optional={
        'a': st.fixed_dictionaries(
            {},
            optional={
                'present': _present,
                # Somebody else may have "d".
                'shorts': st.lists(
                    st.sampled_from(['say', 'shout', 'say', 'd']),
                    min_size=1,
                    unique=True,
                ),
                'word': st.sampled_from('xyz'),
                'name': st.sampled_from(['', '-acts']),
            },
        ),
        'e': st.fixed_dictionaries(
            {},
            optional={
                'present': _present,
                'value': st.integers(0, 3),
                'name': st.sampled_from(['', '-env', '-place']),
            },
        ),
        't': st.fixed_dictionaries(
            {},
            optional={
                'present': _present,
                'target': st.integers(0, 3),
                'input': st.sampled_from([{}, {'x': 7}]),
                'event': st.sampled_from(['begun', 'ended']),
            },
        ),
        'x': st.fixed_dictionaries(
            {}, optional={'present': _present, 'again': st.just(True)}
        ),
    },
)
EXCHANGE, TOPIC = 'walks', 'notifications'
_FIRST = {
    'a': {'present': True, 'shorts': ['say'], 'word': 'x', 'name': ''},
    'e': {'present': True, 'value': 0, 'name': ''},
    't': {'present': True, 'target': 0, 'input': {}, 'event': 'begun'},
    'x': {'present': True, 'again': False, 'number': 0},
}


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What one template asks for of these."""

    stack: str
    of: Mapping[str, Mapping[str, Any]]

    @classmethod
    def first(cls, stack: str) -> 'Wanted':
        return cls(stack, _FIRST)

    def changed(self, new: Mapping[str, Mapping[str, Any]]) -> 'Wanted':
        of = {key: {**old, **new.get(key, {})} for key, old in self.of.items()}
        x = of['x']
        x['number'] += bool(x['again'])
        x['again'] = False
        return Wanted(self.stack, of)

    @property
    def number(self) -> int | None:
        """What is asked for of the run, if there is one."""
        return self.of['x']['number'] if self.of['x']['present'] else None

    @property
    def takes_name(self) -> bool:
        """Whether the stranger of the walk has one of the names."""
        a = self.of['a']
        return a['present'] and 'd' in a['shorts'] and not a['name']

    def actions(self) -> dict[str, Any]:
        """The actions that are to be there, by name."""
        a = self.of['a']
        if not a['present']:
            return {}
        names = {short: self.action_name(short) for short in a['shorts']}
        return {
            name: _action(short, a['word'], names)
            for short, name in names.items()
        }

    def action_name(self, short: str) -> str:
        mine = self.of['a']['name']
        return f'{self.stack}{mine or ".a"}.{short}'

    def resources(
        self, shorts: list[str], ids: Callable[[str], Any]
    ) -> dict[str, Any]:
        """These, as a template has them.

        :param shorts: of the workflows that the event trigger may run.
        :param ids: what stands for a workflow's id, by its short name.
        """
        a, e, t = (self.of[key] for key in 'aet')
        found: dict[str, Any] = {
            'v': {
                'type': 'OS::Mistral::Workflow',
                'properties': {
                    'definition': 'r: {input: [n], '
                    'tasks: {t: {action: std.noop}}}'
                },
            }
        }
        if a['present']:
            body = {
                short: _action(short, a['word'], {s: s for s in a['shorts']})
                for short in a['shorts']
            }
            found['a'] = _resource(
                'Action',
                definition=yaml.safe_dump(body, sort_keys=False),
                name=a['name'] and self.stack + a['name'],
            )
        if e['present']:
            found['e'] = _resource(
                'Environment',
                variables={'value': e['value']},
                name=e['name'] and self.stack + e['name'],
            )
        if t['present']:
            found['t'] = _resource(
                'EventTrigger',
                exchange=EXCHANGE,
                topic=TOPIC,
                event=f'{self.stack}.{t["event"]}',
                workflow=ids(shorts[t['target'] % len(shorts)]),
                input=t['input'],
            )
        if self.number is not None:
            found['x'] = _resource(
                'Execution',
                workflow={'get_attr': ['v', 'available_workflows', 'r']},
                input={'n': self.number},
            )
        return found


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        'type': f'OS::Mistral::{kind}',
        'properties': {k: v for k, v in properties.items() if v},
    }


def _action(short: str, word: str, names: Mapping[str, str]) -> dict[str, Any]:
    if short == 'shout' and 'say' in names:
        return {'base': names['say']}
    return {'base': 'std.echo', 'base-input': {'output': word}}


class World:
    """What Mistral has of these under the names of one stack.

    :ivar theirs: ids of what is somebody else's.
    """

    def __init__(self, mistral: Any, name: str, project: str) -> None:
        self.mistral = mistral
        self.name = name
        self.project = project
        self.theirs: set[str] = set()
        self.ids: dict[str, str] = {}

    def rows(self, kind: str) -> list[Any]:
        return [
            row
            for row in getattr(self.mistral, kind).list()
            if row.name.startswith(self.name)
            and row.project_id == self.project
        ]

    def everything(self) -> list[Any]:
        """All that there is of these kinds."""
        return [
            row
            for kind in ('actions', 'environments', 'event_triggers')
            for row in self.rows(kind)
        ]

    def left(self) -> list[Any]:
        """All that is not somebody else's."""
        return [row for row in self.everything() if row.id not in self.theirs]

    def settle_stranger(self) -> list[str]:
        """Somebody else has a name that the stack may come to want."""
        made = self.mistral.actions.create(
            yaml.safe_dump({'version': '2.0', f'{self.name}.a.d': _THEIRS})
        )
        made.append(
            self.mistral.environments.create(
                name=f'{self.name}-theirs', variables='{"whose": "theirs"}'
            )
        )
        self.theirs = {row.id for row in made}
        return sorted(self.theirs)

    def remove_stranger(self) -> None:
        for row in self.rows('actions'):
            self.mistral.actions.delete(row.id)
        for row in self.rows('environments'):
            self.mistral.environments.delete(row.name)

    # What must hold

    def check(self, good: Any, ids: Mapping[str, str], paused: bool) -> None:
        """All are as wanted, and nothing else is there.

        :param good: walk_templates.Wanted.
        :param ids: of the workflows by short name.
        """
        others = good.others
        held = {
            row.name: yaml.safe_load(row.definition)[row.name]
            for row in self.rows('actions')
            if row.id not in self.theirs
        }
        assert held == others.actions(), (held, others.actions())
        self._check_ids(others)
        e, t = others.of['e'], others.of['t']
        places = [
            row
            for row in self.rows('environments')
            if row.id not in self.theirs
        ]
        wanted = [{'value': e['value']}] if e['present'] else []
        shown = [
            _as_map(self.mistral.environments.get(row.name).variables)
            for row in places
        ]
        assert shown == wanted, (shown, wanted)
        if e['present'] and e['name']:
            assert places[0].name == self.name + e['name'], places[0].name
        triggers = [
            (row.event, row.workflow_id, _as_map(row.workflow_input))
            for row in self.rows('event_triggers')
        ]
        target = good.shorts[t['target'] % len(good.shorts)]
        hears = t['present'] and not paused
        what = (f'{self.name}.{t["event"]}', ids[target], t['input'])
        assert triggers == [what] * hears, (triggers, what, hears)

    def _check_ids(self, others: Wanted) -> None:
        """Actions that stay are the same ones."""
        shorts: Collection[str] = (
            others.of['a']['shorts'] if others.actions() else ()
        )
        names = {row.name: row.id for row in self.rows('actions')}
        ids = {short: names[others.action_name(short)] for short in shorts}
        for short, identifier in ids.items():
            assert self.ids.get(short, identifier) == identifier, short
        self.ids = ids

    def left_text(self, others: Wanted) -> None:
        """Actions of other names may go."""
        a = others.of['a']
        shorts = a['shorts'] if a['present'] else ()
        self.ids = {k: v for k, v in self.ids.items() if k in shorts}

    # What somebody does to the stack's; true if it could be done

    def delete_action(self) -> bool:
        for short, identifier in self.ids.items():
            self.mistral.actions.delete(identifier)
            del self.ids[short]
            return True
        return False

    def change_environment(self) -> bool:
        for row in self.left():
            if row.id in {each.id for each in self.rows('environments')}:
                self.mistral.environments.update(
                    name=row.name, variables='{"value": "another"}'
                )
                return True
        return False

    def delete_event_trigger(self) -> bool:
        for row in self.rows('event_triggers'):
            self.mistral.event_triggers.delete(row.id)
            return True
        return False


_THEIRS = {'base': 'std.noop'}


def _as_map(value: Any) -> Any:
    return yaml.safe_load(value) if isinstance(value, str) else value


class Runs:
    """Each number that was asked for is run once, however often it takes."""

    def __init__(self) -> None:
        self._asked: collections.Counter[int] = collections.Counter()
        self._last: int | None = None

    def ask(self, number: int | None) -> None:
        """A template, or going back to one, asks for this."""
        if number is not None and number != self._last:
            self._asked[number] += 1
        self._last = number

    def check(self, rows: Collection[Any], number: int | None) -> None:
        """Nothing has run more often than it was asked for.

        :param rows: executions of the workflow.
        :param number: that the last one was to run, with success.
        """
        done = collections.Counter(
            _as_map(row.input)['n'] for row in rows if row.state == 'SUCCESS'
        )
        assert done <= self._asked, (done, self._asked)
        assert number is None or done[number], (done, number)
