"""A random walk through the lives of a workflow and two cron triggers.

Templates change, Mistral fails before or after requests take effect, and the
user goes on, as users do. Whatever ended COMPLETE must be in Mistral as the
template says, and nothing else of ours. Beside the walk on a real Mistral
this one has ticks of triggers, and takes thousands of ways in minutes.

HEAT_MISTRAL_WALK_EXAMPLES=2000 walks for long, another way each time.
"""

import contextlib
import json
import os

import fixtures
import testtools
from heat.common import exception
from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st
from oslo_config import cfg

from heat_mistral.core import definition
from heat_mistral.core.definition import meaning
from heat_mistral.runs import cleanup
from heat_mistral.tests.functional.support import faulty
from heat_mistral.tests.unit.support import resource_case, walk_model
from heat_mistral.tests.unit.support.fake_mistral import NEVER

EXAMPLES = int(os.environ.get('HEAT_MISTRAL_WALK_EXAMPLES', '0'))


class Bench(resource_case.ResourceTestCase):
    """What a test case sets up, for one walk."""

    __test__ = False

    def runTest(self):  # noqa: N802
        """Nothing: a walk is run by hypothesis."""


class Walk(stateful.RuleBasedStateMachine):
    """One workflow resource, two triggers, and a stranger."""

    environment_dir = None

    def __init__(self):
        super().__init__()
        cfg.CONF.set_override('environment_dir', self.environment_dir)
        self.bench = Bench()
        self.bench.setUp()
        self.mistral = self.bench.mistral
        self.seconds = 0.0
        for name, clock in (
            ('time.sleep', self.sleep),
            ('heat.engine.scheduler.ENABLE_SLEEP', True),
            (
                'heat_mistral.resources.workflow.unanswered.now',
                lambda: self.seconds,
            ),
        ):
            self.bench.useFixture(fixtures.MonkeyPatch(name, clock))
        # Faults come in the order of requests, which must be the same when
        # hypothesis runs an example again.
        self.bench.useFixture(
            fixtures.MonkeyPatch('heat_mistral.runs.cleanup.AT_A_TIME', 1)
        )
        assert cleanup.AT_A_TIME == 1
        self.sound = False
        self.happened = []

    # Doing things

    def sleep(self, seconds):
        self.seconds += seconds

    @contextlib.contextmanager
    def step(self, names=()):
        """Let Mistral fail in this way meanwhile."""
        self.sound = False
        self.happened = []
        self.logged = len(self.mistral.log)

        def decision(name):
            fault = faulty.FAULTS[name]

            def decide(line):
                if line.split()[0] not in fault.methods:
                    return None
                self.happened.append(fault)
                return (fault.status, f'{name}: {line}', fault.takes_effect)

            return decide

        self.mistral.fail_in_turn(name and decision(name) for name in names)
        try:
            yield
        finally:
            self.mistral.fail_in_turn([])
        self.stranger.check()
        self.sound = True

    @property
    def failed_for_good(self):
        return any(not fault.passing for fault in self.happened)

    def run_action(self, rsrc, action, *args):
        """The failure, or None."""
        try:
            self.bench.run_action(rsrc, action, *args)
        except exception.ResourceFailure as ex:
            return ex
        assert rsrc.status == rsrc.COMPLETE
        return None

    def apply(self, rsrc, properties):
        """Create the resource or update it, as Heat does."""
        after = rsrc.t.freeze(properties=properties)
        if rsrc.action != rsrc.INIT:
            return self.run_action(rsrc, 'update', after)
        rsrc.t = after
        rsrc.reparse()
        return self.run_action(rsrc, 'create')

    # The workflow

    def workflow_properties(self, tried):
        public = tried['scope'] == 'public'
        last = tried['default_workflow'] and tried['shorts'][-1]
        return walk_model.given(
            definition=walk_model.text_of(tried),
            name=tried['name'],
            namespace=tried['namespace'],
            scope=tried['scope'],
            input=None if public else tried['input'],
            tags=tried['tags'],
            description=tried['description'],
            default_workflow=last,
        )

    def wanted(self, properties):
        """Short name -> (name, namespace, scope, digest)."""
        parsed = definition.parse(properties['definition'])
        prefix = properties.get('name', 'stk.w')
        names = {short: f'{prefix}.{short}' for short in parsed.workflows}
        texts = definition.qualify(
            parsed,
            names,
            properties.get('input', {}),
            description=properties.get('description'),
            tags=properties.get('tags'),
        )
        return {
            short: (
                name,
                properties.get('namespace', ''),
                properties.get('scope', 'private'),
                meaning.digest(texts[short]),
            )
            for short, name in names.items()
        }

    def used(self):
        return {row['workflow_id'] for row in self.mistral.triggers.values()}

    def in_the_way(self, properties):
        """Ids of workflows that have one of these names, by whose they are."""
        ids = self.w.FnGetAtt('workflow_ids') or {}
        theirs, ours = set(), set()
        for short, (name, namespace, _, _) in self.wanted(properties).items():
            row = self.mistral.named(name, namespace)
            if row is None or row['id'] == ids.get(short):
                continue
            if row['id'] in self.stranger.ids:
                theirs.add(row['id'])
            elif row['id'] in self.used():
                ours.add(row['id'])
        return theirs, ours

    def apply_workflow(self):
        properties = self.workflow_properties(self.tried)
        theirs, ours = self.in_the_way(properties)
        failure = self.apply(self.w, properties)
        if failure is None:
            assert not theirs, 'a taken name was not refused'
            self.good = properties
            self.check_workflow()
        elif not (self.failed_for_good or theirs or ours):
            raise failure
        return failure

    def check_workflow(self):
        """What Mistral holds is what the last good template says."""
        wanted = self.wanted(self.good)
        ids = self.w.FnGetAtt('workflow_ids')
        rows = {
            identifier: row
            for identifier, row in self.mistral.workflows.items()
            if identifier not in self.stranger.ids
        }
        assert set(ids) == set(wanted), (ids, wanted)
        for short, identifier in ids.items():
            row = rows.pop(identifier)
            held = (
                row['name'],
                row['namespace'],
                row['scope'],
                meaning.digest(row['definition']),
            )
            assert held == wanted[short], (held, wanted[short])
        # Heat does nothing where a sound resource is to stay as it is; what
        # was in use when it left waits for the next change or check.
        asked = len(self.mistral.log) > self.logged
        unused = [
            row['name']
            for identifier, row in rows.items()
            if identifier not in self.used()
            and (asked or identifier not in self.w.records.retired())
        ]
        assert not unused, f'left behind: {unused}'
        url = self.w.FnGetAtt('alarm_url')
        assert url
        assert self.alarm_url in (None, url)
        self.alarm_url = url

    # The triggers

    def refer(self, trigger):
        """Write into the template which workflow the trigger is to run."""
        index, by_id = trigger.tried['target']
        names = sorted(self.wanted(self.good))
        short = names[index % len(names)]
        if by_id or self.good.get('namespace'):
            trigger.literal = self.w.FnGetAtt('workflow_ids')[short]
        else:
            trigger.literal = self.w.FnGetAtt('available_workflows')[short]

    def resolved(self, literal):
        row = self.mistral.workflows.get(literal) or self.mistral.named(
            literal, ''
        )
        return row and row['id']

    def rows(self, trigger):
        return [
            row
            for row in self.mistral.triggers.values()
            if row['name'] in trigger.names
            and row['id'] not in self.stranger.ids
        ]

    def apply_trigger(self, trigger):
        if trigger.suspended:
            return
        properties = trigger.properties()
        name = properties.get('name') or trigger.rsrc.physical_resource_name()
        trigger.names.add(name or '')
        may_fail = (
            name == 'taken'
            or not self.resolved(trigger.literal)
            or self.same_content(trigger, properties)
        )
        ends, left = trigger.ends(properties)
        failure = self.apply(trigger.rsrc, properties)
        trigger.names.add(trigger.rsrc.physical_resource_name())
        if failure is not None:
            if not (self.failed_for_good or may_fail):
                raise failure
            if trigger.good is None or trigger.ends(trigger.good)[0] != ends:
                trigger.clear = False
            return
        if trigger.good is None or trigger.ends(trigger.good)[0] != ends:
            trigger.left = left
        elif not trigger.clear:
            trigger.left = self.some_left(trigger, left)
        trigger.clear = True
        trigger.good = properties
        trigger.workflow_ids.add(self.resolved(trigger.literal))
        self.check_trigger(trigger)
        trigger.workflow_ids = {
            row['workflow_id'] for row in self.rows(trigger)
        }

    def some_left(self, trigger, most):
        """What is left where a failed update asked for another count."""
        left = [row['remaining_executions'] for row in self.rows(trigger)]
        if not left or most is None:
            return most
        assert left[0] is not None
        assert 0 < left[0] <= most, (left, most)
        return left[0]

    def same_content(self, trigger, properties):
        """Mistral wants no two of the same content, with all parts given."""
        return len(
            {'pattern', 'first_time', 'count'} & set(properties)
        ) == 3 and any(
            row['pattern'] == properties['pattern']
            for other in self.triggers
            if other is not trigger
            for row in self.rows(other)
        )

    def check_trigger(self, trigger):
        """There is exactly one, as wanted; none if it has finished."""
        rows = self.rows(trigger)
        if trigger.left == 0 or trigger.suspended:
            assert not rows, f'finished or suspended: {rows}'
            return
        (row,) = rows
        good = trigger.good
        assert row['name'] == (
            good.get('name') or trigger.rsrc.physical_resource_name()
        )
        first = good.get('first_time')
        asked = good['workflow']
        wanted = (
            good.get('pattern', NEVER),
            first if first == walk_model.LATER else None,
            asked['input'] if isinstance(asked, dict) else {},
            trigger.left,
        )
        held = (
            row['pattern'],
            row['first_execution_time'],
            json.loads(row['workflow_input']),
            row['remaining_executions'],
        )
        assert held == wanted, (held, wanted)
        assert row['workflow_id'] in trigger.workflow_ids

    # The walk

    @stateful.initialize(first=walk_model.shorts, names=walk_model.faults)
    def create(self, first, names):
        self.stranger = walk_model.Stranger(self.mistral)
        self.good = self.alarm_url = None
        self.tried = {
            'shorts': [s for s in first if s != 'd'] or ['a'],
            'versions': {},
            'name': None,
            'namespace': None,
            'scope': None,
            'input': None,
            'tags': None,
            'description': None,
            'default_workflow': None,
        }
        plain = {'workflow': 'none', 'pattern': '0 3 * * *'}
        self.w = self.bench.resource(
            walk_model.WORKFLOW, {'definition': 'a: {}'}, 'stk', 'w'
        )
        crons = [
            self.bench.resource(
                walk_model.TRIGGER, plain, f'cron{number}', 'c'
            )
            for number in range(2)
        ]
        self.triggers = [
            walk_model.Trigger(rsrc, number)
            for number, rsrc in enumerate(crons)
        ]
        with self.step(names):
            self.apply_workflow()

    @stateful.rule(
        changes=walk_model.workflow_changes, names=walk_model.faults
    )
    def update(self, changes, names):
        changes = dict(changes)
        versions = {**self.tried['versions'], **changes.pop('versions', {})}
        self.tried = {**self.tried, **changes, 'versions': versions}
        with self.step(names):
            self.apply_workflow()

    @stateful.rule(names=walk_model.faults)
    def again(self, names):
        """The same template once more."""
        with self.step(names):
            self.apply_workflow()

    @stateful.rule(names=walk_model.faults)
    def roll_back(self, names):
        if self.good is None:
            return
        with self.step(names):
            theirs, ours = self.in_the_way(self.good)
            failure = self.apply(self.w, self.good)
            if failure is None:
                self.check_workflow()
            elif not (self.failed_for_good or theirs or ours):
                raise failure

    @stateful.rule(
        number=st.integers(0, 1),
        changes=walk_model.trigger_changes,
        names=walk_model.faults,
    )
    def update_trigger(self, number, changes, names):
        trigger = self.triggers[number]
        if self.good is None or trigger.suspended:
            return
        trigger.tried = {**trigger.tried, **changes}
        if trigger.literal is None or 'target' in changes:
            self.refer(trigger)
        with self.step(names):
            self.apply_trigger(trigger)

    @stateful.rule(names=walk_model.faults)
    def check(self, names):
        if self.w.action == self.w.INIT:
            return
        with self.step(names):
            failure = self.run_action(self.w, 'check')
            if failure is None and self.good is not None:
                self.check_workflow()

    @stateful.rule(number=st.integers(0, 1), names=walk_model.faults)
    def check_a_trigger(self, number, names):
        trigger = self.triggers[number]
        if trigger.rsrc.action == trigger.rsrc.INIT or trigger.suspended:
            return
        with self.step(names):
            before = trigger.rsrc.status
            failure = self.run_action(trigger.rsrc, 'check')
            if failure is None:
                # Without "good", check found what a failed creation made.
                if trigger.good and trigger.clear:
                    self.check_trigger(trigger)
            elif before == 'COMPLETE' and not self.failed_for_good:
                raise failure

    @stateful.rule(
        number=st.integers(0, 1),
        action=st.sampled_from(['suspend', 'suspend', 'resume']),
        names=walk_model.faults,
    )
    def pause(self, number, action, names):
        trigger = self.triggers[number]
        rsrc = trigger.rsrc
        if (
            rsrc.action in (rsrc.INIT, rsrc.DELETE)
            or (
                action == 'suspend'
                and rsrc.status == rsrc.FAILED
                and not trigger.suspended
            )
            or (
                action == 'resume'
                and not (
                    rsrc.state == (rsrc.SUSPEND, rsrc.COMPLETE)
                    or rsrc.action == rsrc.RESUME
                )
            )
        ):
            return
        with self.step(names):
            failure = self.run_action(rsrc, action)
            if failure is None:
                self.check_trigger(trigger)
            elif not (
                self.failed_for_good
                or (
                    action == 'resume'
                    and (
                        not self.resolved(trigger.literal)
                        or self.same_content(trigger, trigger.good)
                    )
                )
            ):
                raise failure

    @stateful.rule(number=st.integers(0, 1))
    def tick(self, number):
        """Mistral runs the workflow of a trigger."""
        trigger = self.triggers[number]
        for row in self.rows(trigger):
            self.mistral.run(
                row['workflow_id'],
                description=json.dumps(
                    {'triggered_by': {'type': 'cron_trigger', 'id': row['id']}}
                ),
            )
            if row['remaining_executions'] is not None:
                row['remaining_executions'] -= 1
                if not row['remaining_executions']:
                    del self.mistral.triggers[row['id']]
                if trigger.left:
                    trigger.left -= 1

    @stateful.rule(
        names=walk_model.faults,
        body=st.sampled_from([None, {'x': 3}, {'nothing': 1}]),
    )
    def signal(self, names, body):
        if self.w.action == self.w.INIT:
            return
        before = len(self.mistral.executions)
        with self.step(names):
            least, most = 1, 1
            try:
                self.w.signal(body)
            except exception.StackValidationFailed:
                least, most = 0, 0
            except exception.Error:
                assert self.failed_for_good
                least = 0
            started = len(self.mistral.executions) - before
            assert least <= started <= most, (least, started, most)

    @stateful.rule()
    def stranger_runs(self):
        """Somebody else runs a workflow of ours."""
        for identifier in list(self.mistral.workflows):
            if identifier not in self.stranger.ids:
                self.stranger.ids.add(self.mistral.run(identifier)['id'])
        self.stranger.look()

    def teardown(self):
        try:
            if self.sound:
                self.delete()
        finally:
            self.bench.doCleanups()

    def delete(self):
        """Everything goes, and nothing of ours is left."""
        order = [*(trigger.rsrc for trigger in self.triggers), self.w]
        for rsrc in order:
            failure = 1
            for names in (
                ['reply lost', 'broken', 'away, but done'],
                ['broken, but done', 'forbidden'] * 2,
                [],
            ):
                if failure is not None:
                    with self.step(names):
                        failure = self.run_delete(rsrc)
            if failure is not None:
                raise failure
        for rows in (
            self.mistral.workflows,
            self.mistral.triggers,
            self.mistral.executions,
        ):
            left = [
                row
                for identifier, row in rows.items()
                if identifier not in self.stranger.ids
            ]
            assert not left, f'left behind: {left}'

    def run_delete(self, rsrc):
        if rsrc.action == rsrc.INIT:
            return None
        return self.run_action(rsrc, 'delete')


class RandomWalkTest(testtools.TestCase):
    def test_what_is_complete_is_as_the_template_says(self):
        Walk.environment_dir = cfg.CONF.environment_dir
        stateful.run_state_machine_as_test(
            Walk,
            settings=settings(
                max_examples=EXAMPLES or 5,
                derandomize=not EXAMPLES,
                database=None,
                deadline=None,
                stateful_step_count=25,
                # Shrinking takes minutes: for long walks only.
                phases=[Phase.generate, *([Phase.shrink] if EXAMPLES else [])],
                suppress_health_check=list(HealthCheck),
            ),
        )
