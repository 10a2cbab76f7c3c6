"""A stack on its way: what is done to it, and what must hold after each step.

Whatever ended COMPLETE is in Mistral as the last good template says, with
nothing else under the stack's names. What failed had a reason: a fault that
asking again does not help, or a name that somebody else has.
"""

import contextlib
import math
import time
import unittest
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from heatclient import exc as heat_exc
from hypothesis import stateful
from hypothesis import strategies as st

from heat_mistral.tests.functional.support import (
    faulty,
    stacks,
    walk_neighbour,
    walk_others,
    walk_templates,
    walk_world,
)

PATIENCE = 300  # seconds
# Who walks, and who has the same names in another project meanwhile.
NEIGHBOURS = {'demo': 'other', 'admin': 'demo'}
# How long Heat tries to lock a resource that another update has locked.
LOCK_TRIES = 4  # seconds

# Of ten requests six pass, three may be asked again, one not.
faults = st.lists(
    st.integers(0, 9).flatmap(
        lambda n: (
            st.none()
            if n < 6
            else st.sampled_from(
                [
                    name
                    for name, fault in faulty.FAULTS.items()
                    if fault.passing == (n < 9)
                ]
            )
        )
    ),
    max_size=10,
)


class Bench:
    """What all walks of a test share.

    :ivar ends: when no further step is begun, of the monotonic clock.
    :ivar counts: what was done, and how often.
    """

    def __init__(
        self,
        sandbox: Any,
        heats: Mapping[str, Any],
        proxy: faulty.Proxy,
        seconds: float,
    ) -> None:
        """Prepare walks.

        :param heats: Heat's clients by user, in the proxy's region.
        :param seconds: after which no further step is begun.
        """
        self.sandbox = sandbox
        self.heats = heats
        self.proxy = proxy
        self.ends = time.monotonic() + seconds
        self.counts: dict[str, int] = {}

    def is_over(self) -> bool:
        return time.monotonic() > self.ends

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def _step(name: str, **arguments: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


# One of these is a step; hypothesis would leave out some rules of several.
# It tries the first alone to begin with, which should cost nothing.
STEPS = st.one_of(
    _step('rest'),
    _step(
        'update',
        changes=walk_templates.changes,
        names=faults,
        roll_back=st.booleans(),
    ),
    _step(
        'update',
        changes=walk_templates.changes,
        names=faults,
        roll_back=st.booleans(),
    ),
    _step(
        'interrupt',
        changes=walk_templates.changes,
        others=walk_templates.changes,
        names=faults,
        how=st.sampled_from(['update', 'cancel', 'kill']),
        after=st.floats(0, 1),
        rarely=st.integers(0, 3),
    ),
    _step('check', names=faults),
    _step(
        'meddle',
        names=faults,
        number=st.integers(0, 3),
        what=st.sampled_from(
            [
                'delete_workflow',
                'change_workflow',
                'delete_trigger',
                'delete_action',
                'change_environment',
                'delete_event_trigger',
            ]
        ),
    ),
    _step(
        'mark_unhealthy',
        names=faults,
        resource=st.sampled_from(['w', 'c0', 'c1', 'a', 'e', 't']),
    ),
    _step('pause', names=faults, others=faults),
    _step(
        'run',
        names=faults,
        how=st.sampled_from(['signal', 'alarm_url', 'somebody else']),
        body=st.sampled_from([None, {'x': 3}, {'nothing': 1}]),
    ),
)


class Walk(stateful.RuleBasedStateMachine):
    """One stack, and a stranger who has a name that it may come to want.

    :ivar tried: what the last template asked for.
    :ivar good: what the last one asked for that ended COMPLETE.
    :ivar sound: whether the last action ended COMPLETE.
    """

    bench: Bench

    def __init__(self) -> None:
        super().__init__()
        self.stack: stacks.Stack | None = None
        self.good: walk_templates.Wanted | None = None
        self.sound = False
        self.kept = False
        self.url: str | None = None

    @contextlib.contextmanager
    def failures(self) -> Iterator[None]:
        """Give hypothesis the time to walk there again."""
        try:
            yield
        except Exception:
            self.bench.ends = math.inf
            raise

    # Steps

    @stateful.initialize(
        shorts=walk_templates.shorts,
        names=faults,
        last=faults,
        user=st.sampled_from([*NEIGHBOURS]),
    )
    def begin(self, **drawn):
        if self.bench.is_over():
            # The one thing that makes hypothesis end.
            raise unittest.SkipTest
        self.drawn = drawn

    @stateful.rule(step=STEPS)
    def go_on(self, step):
        name, arguments = step
        if name == 'rest' or self.bench.is_over():
            return
        with self.failures():
            if self.stack is None:
                self.create(**self.drawn)
            getattr(self, name)(**arguments)

    def create(self, shorts, names, last, user):
        name = f'walk-{uuid.uuid4().hex[:8]}'
        self.last = last
        self.user = user
        sandbox = self.bench.sandbox
        self.heat = self.bench.heats[user]
        self.world = walk_world.World(
            sandbox.mistral(user), name, sandbox.session(user).get_project_id()
        )
        self.world.settle_stranger()
        other = NEIGHBOURS[user]
        self.neighbour = walk_neighbour.Neighbour(
            sandbox.mistral(other),
            name,
            sandbox.session(other).get_project_id(),
        )
        self.neighbour.settle()
        self.runs = walk_others.Runs()
        self.tried = walk_templates.Wanted.first(name, shorts)
        self.runs.ask(self.tried.others.number)
        self.bench.count(f'stacks of {user}')
        with self.step('create', names):
            made = self.heat.stacks.create(
                stack_name=name, template=self.tried.template()
            )
            self.stack = stacks.Stack(self.heat, made['stack']['id'], name)
            self.judge(self.ended())

    def update(self, changes, names, roll_back):
        with self.step('update', names):
            # Heat rolls back to the last template, be it good or not.
            self.begin_update(
                self.tried.changed(changes), roll_back and self.sound
            )
            self.judge(self.ended())

    def interrupt(self, changes, others, names, how, after, rarely):
        """Do something else before an update has ended."""
        self.heal()
        with self.step(f'{how} during an update', names):
            self.begin_update(self.tried.changed(changes))
            time.sleep(after)  # to vary, not to wait for anything
            if how == 'cancel':
                with contextlib.suppress(heat_exc.HTTPBadRequest):
                    self.heat.actions.cancel_update(self.stack.id)
            else:
                if how == 'kill' and not rarely:
                    self.bench.count('engine killed')
                    heat = self.bench.sandbox.service('heat')
                    heat.kill()
                    heat.start()
                self.begin_update(self.tried.changed(others))
            ended = self.ended()
            # The first update may have waited for a resource, and update it
            # again when the stack is COMPLETE.
            time.sleep(LOCK_TRIES)
            self.rested()
            self.judge(ended)

    def check(self, names):
        with self.step('check', names):
            self.heat.actions.check(self.stack.id)
            self.judge_same(self.ended())

    def meddle(self, names, number, what):
        """Somebody deletes or changes by hand what is the stack's."""
        self.heal()
        if not getattr(self.world, what)(self.good, number):
            return
        with self.step(f'check after {what}', names):
            self.heat.actions.check(self.stack.id)
            assert self.ended().stack_status == 'CHECK_FAILED'
        self.sound = False
        self.heal()

    def mark_unhealthy(self, names, resource):
        self.heal()
        with contextlib.suppress(heat_exc.HTTPNotFound):
            self.heat.resources.mark_unhealthy(
                self.stack.id, resource, True, resource_status_reason=''
            )
        with self.step(f'update of an unhealthy {resource}', names):
            self.begin_update(self.good)
            self.judge(self.ended())

    def pause(self, names, others):
        self.heal()
        for action, failing in (('suspend', names), ('resume', others)):
            for each in (failing, []):
                with self.step(action, each):
                    getattr(self.heat.actions, action)(self.stack.id)
                    self.judge_same(self.ended())
                if self.sound:
                    break

    def signal(self, how: str, body: Any) -> int:
        """Run a workflow; the status of the answer."""
        if how == 'alarm_url' and self.url:
            return stacks.post(self.url, body).status_code
        try:
            self.stack.signal('w', body)
        except heat_exc.HTTPException as ex:
            return ex.code
        return 200

    def run(self, names, how, body):
        if how == 'somebody else':
            self.world.run_by_stranger()
            return
        before = self.world.executions()
        with self.step(how, names):
            status = self.signal(how, body)
            self.bench.count(f'signals answered {status}')
            if self.sound and not self.hard:
                assert status == (400 if body == {'nothing': 1} else 200)
        started = self.world.executions().keys() - before.keys()
        least, most = {2: (1, 1), 4: (0, 0), 5: (0, 1)}[status // 100]
        assert least <= len(started) <= most, (status, started)

    def teardown(self) -> None:
        if self.stack is None:
            return
        with self.failures():
            for names in (self.last, []):
                with self.step('delete', names):
                    reason = self.delete()
                    assert not reason or self.hard, reason
                if not reason:
                    break
            self.world.check_empty(self.kept)
        self.world.remove_stranger()
        self.neighbour.remove()

    # What they are made of

    @contextlib.contextmanager
    def step(self, what: str, names: list[str | None]) -> Iterator[None]:
        """Let Mistral fail in this way meanwhile."""
        begun = time.monotonic()
        self.bench.count('steps')
        try:
            with self.bench.proxy.failing(names):
                yield
        finally:
            met = [fault.name for fault in self.bench.proxy.happened]
            print(
                f'{self.world.name} {what} with {met}: '
                f'{"COMPLETE" if self.sound else "FAILED"}, '
                f'{time.monotonic() - begun:.1f} s'
            )
        self.world.check_stranger()
        self.neighbour.check()

    @property
    def hard(self) -> bool:
        """Whether something happened that asking again does not help."""
        return any(not fault.passing for fault in self.bench.proxy.happened)

    def begin_update(
        self, wanted: walk_templates.Wanted, roll_back: bool = False
    ) -> None:
        self.tried = wanted
        self.kept |= wanted.w['keep_executions']
        self.world.left(wanted.shorts)
        self.world.others.left_text(wanted.others)
        self.runs.ask(wanted.others.number)
        self.heat.stacks.update(
            self.stack.id,
            template=wanted.template(),
            files={},
            disable_rollback=not roll_back,
        )

    def heal(self) -> None:
        """Go on from a stack that is sound."""
        if self.sound:
            return
        wanted = self.good or self.tried
        if wanted.takes_name:
            wanted = wanted.changed(
                {'w': {'shorts': ['a']}, 'others': {'a': {'shorts': ['say']}}}
            )
        with self.step('heal', []):
            self.begin_update(wanted)
            self.judge(self.ended())
        assert self.sound

    def ended(self) -> Any:
        """The stack, when its action has ended."""

        def ended():
            stack = self.heat.stacks.get(self.stack.id, resolve_outputs=False)
            return (
                None if stack.stack_status.endswith('IN_PROGRESS') else stack
            )

        stack = stacks.eventually(ended, 'an end', PATIENCE)
        self.rested()
        self.bench.proxy.calm()
        self.sound = stack.stack_status.endswith('COMPLETE')
        return stack

    def rested(self) -> None:
        """Heat fails a stack while resources of it are still busy."""

        def rested():
            return not any(
                found.resource_status.endswith('IN_PROGRESS')
                for found in self.heat.resources.list(self.stack.id)
            )

        with contextlib.suppress(AssertionError):  # the engine was killed
            stacks.eventually(rested, 'its resources', 20)

    def delete(self) -> str:
        """Delete the stack; why it could not be, or ''."""
        self.sound = False
        try:
            self.stack.delete(PATIENCE)
        except stacks.Failed as ex:
            return str(ex)
        finally:
            self.bench.proxy.calm()
        self.sound = True
        return ''

    def judge(self, stack: Any) -> None:
        """After a change of the template."""
        if stack.action == 'ROLLBACK' and self.good:
            self.runs.ask(self.good.others.number)
        if stack.stack_status == 'ROLLBACK_COMPLETE':
            self.tried = self.good
        elif self.sound:
            assert not self.tried.takes_name, 'a taken name was not refused'
            self.good = self.tried
        if self.sound:
            self.hold()
        else:
            self.bench.count('failed')
            assert self.hard or self.tried.takes_name, (
                stack.stack_status_reason
            )

    def judge_same(self, stack: Any) -> None:
        """After an action that keeps the template."""
        assert self.sound or self.hard or self.good is not self.tried, (
            stack.stack_status_reason
        )
        if self.sound and self.good is self.tried:
            self.hold(suspended=stack.action == 'SUSPEND')

    def hold(self, suspended: bool = False) -> None:
        """What Mistral holds is what the last good template says."""
        shown = {}
        for output in self.heat.stacks.get(self.stack.id).outputs:
            assert 'output_error' not in output, output
            shown[output['output_key']] = output['output_value']
        world, good = self.world, self.good
        assert self.url in (None, shown['alarm_url'])
        self.url = shown['alarm_url']
        assert shown['default'] == good.registered(good.default)
        assert shown['available_workflows'] == {
            short: good.registered(short) for short in good.shorts
        }
        world.check_ids(shown['workflow_ids'])
        world.check_triggers(good, suspended)
        if world.check_workflows(good) and not suspended:
            # One that was in use when it left goes with the next check.
            self.heat.actions.check(self.stack.id)
            assert self.ended().stack_status == 'CHECK_COMPLETE'
            assert not world.check_workflows(good)
        world.check_executions({run['id'] for run in shown['executions']})
        world.others.check(good, world.ids, suspended)
        self.runs.check(world.runs(), good.others.number)
