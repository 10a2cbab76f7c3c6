"""Resources whose runs go on as told, on a Mistral over recorded HTTP."""

import contextlib
import json
from unittest import mock

from heat.common import exception
from heat.engine import scheduler
from heat.objects import resource as resource_object

from heat_mistral.runs import cancellation
from heat_mistral.tests.unit.support import resource_case

NAMES = ('make', 'change', 'rest', 'wake', 'drop')
ACTIONS = ('CREATE', 'UPDATE', 'SUSPEND', 'RESUME', 'DELETE')
DONE = {'state': 'SUCCESS', 'output': '{}'}
BUSY = {'state': 'RUNNING'}


def done(**output):
    return {'state': 'SUCCESS', 'output': json.dumps(output)}


class RunsCase(resource_case.ResourceTestCase):
    def setUp(self):
        super().setUp()
        for name in NAMES:
            self.mistral.add(name, f'{name}: {{tasks: {{t: {{}}}}}}')
            self.mistral.plays(name, DONE)

    def run_action(self, rsrc, action, *args):
        # Without the second between two steps.
        scheduler.TaskRunner(getattr(rsrc, action), *args)(wait_time=None)
        return rsrc

    def fails(self, rsrc, action, *args):
        """The reason for which it fails."""
        return str(
            self.assertRaises(
                exception.ResourceFailure, self.run_action, rsrc, action, *args
            )
        )

    def until_it_waits(self, rsrc, action='create', steps=3):
        """Run an action for some steps, and then nothing more."""
        runner = scheduler.TaskRunner(getattr(rsrc, action))
        runner.start()
        for _step in range(steps):
            runner.step()
        self.addCleanup(self.at_peace, runner.cancel)
        return runner

    def at_peace(self, call, *args):
        """Call it as if nobody were left to cancel a run."""
        with mock.patch.object(cancellation, 'stop'):
            return call(*args)

    @contextlib.contextmanager
    def away(self):
        """Mistral cannot be reached to cancel a run."""
        for _time in range(50):
            self.mistral.fail('PUT /executions')
        with mock.patch.object(cancellation, 'TIMEOUT', 0.3):
            yield
        self.mistral._faults.clear()

    def assertTold(self, rsrc):  # noqa: N802
        """An event tells that the last run could not be cancelled."""
        self.assertIn(
            f'execution {list(self.started())[-1]} could not be cancelled, '
            f'and may go on',
            ''.join(self.events(rsrc)),
        )

    def engine_dies(self, rsrc):
        """As the engine that takes over finds it."""
        rsrc.state_set(rsrc.action, rsrc.FAILED, 'Worker went down')
        rsrc._data = None

    def converged(self, rsrc, **properties):
        """Update it as ``stack update --converge`` does."""
        rsrc.converge = True
        try:
            return self.updated(rsrc, **properties)
        finally:
            rsrc.converge = False

    def made_by_an_older_release(self, rsrc):
        """As it was where nothing was run: without a physical id."""
        rsrc.data_delete('owner')
        rsrc.resource_id_set(None)
        return rsrc

    def previews_without_a_trace(self, rsrc, **properties):
        """Preview an update, as ``stack update --dry-run`` does.

        :returns: whether it is told that the resource will be updated.
        """
        before, after = (
            rsrc.t.freeze(properties=dict(rsrc.t._properties, **more))
            for more in ({}, properties)
        )
        old, new = (
            each.properties(rsrc.properties_schema, rsrc.context)
            for each in (before, after)
        )
        stored = self.stored(rsrc)
        updates = rsrc.preview_update(after, before, new, old, None)
        self.assertEqual(stored, self.stored(rsrc))
        return updates

    def stored(self, rsrc):
        """All that Heat's database has of the resource."""
        rsrc._data = None
        row = resource_object.Resource.get_obj(
            rsrc.context, rsrc.id, refresh=True
        )
        return dict(rsrc.data()), row.physical_resource_id, row.status_reason

    def started(self, name=None):
        """Ids of the runs there have been, in POSTs that were answered."""
        seen = {}
        for line, text in zip(
            self.mistral.log, self.mistral.bodies, strict=True
        ):
            if line == 'POST /executions':
                body = json.loads(text)
                ran = self.mistral.workflows[body['workflow_id']]['name']
                if name in (None, ran):
                    seen[body['id']] = body
        return seen
