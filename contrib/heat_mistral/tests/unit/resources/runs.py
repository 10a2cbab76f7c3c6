"""Resources whose runs go on as told, on a Mistral over recorded HTTP."""

import json
from unittest import mock

from heat.common import exception
from heat.engine import scheduler

from heat_mistral.resources import running
from heat_mistral.tests.unit.resources import case

NAMES = ('make', 'change', 'rest', 'wake', 'drop')
ACTIONS = ('CREATE', 'UPDATE', 'SUSPEND', 'RESUME', 'DELETE')
DONE = {'state': 'SUCCESS', 'output': '{}'}
BUSY = {'state': 'RUNNING'}


def done(**output):
    return {'state': 'SUCCESS', 'output': json.dumps(output)}


class RunsCase(case.ResourceTestCase):

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
        return str(self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args))

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
        with mock.patch.object(running.Running, 'stop'):
            return call(*args)

    def engine_dies(self, rsrc):
        """As the engine that takes over finds it."""
        rsrc.state_set(rsrc.action, rsrc.FAILED, 'Worker went down')
        rsrc._data = None

    def started(self, name=None):
        """Ids of the runs there have been, in POSTs that were answered."""
        seen = {}
        for line, text in zip(self.mistral.log, self.mistral.bodies,
                              strict=True):
            if line == 'POST /executions':
                body = json.loads(text)
                ran = self.mistral.workflows[body['workflow_id']]['name']
                if name in (None, ran):
                    seen[body['id']] = body
        return seen
