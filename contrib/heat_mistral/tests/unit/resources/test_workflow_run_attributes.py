"""What the attributes of a run tell after other runs of the resource."""

import json

from heat_mistral.tests.unit.resources.runs import done
from heat_mistral.tests.unit.resources.test_workflow_run import RunCase


class OutputTest(RunCase):

    def suspended(self, rsrc):
        self.mistral.plays('rest', done(x='of rest'))
        self.run_action(rsrc, 'suspend')
        self.assertEqual('rest', rsrc.FnGetAtt('workflow_name'))

    def test_what_others_use_is_not_changed_by_suspending(self):
        self.mistral.plays('make', done(x='of make'))
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.suspended(rsrc)
        self.assertEqual('of make', rsrc.FnGetAtt('output', 'x'))
        self.mistral.executions.clear()
        self.assertEqual('of make', rsrc.FnGetAtt('output', 'x'))

    def test_one_that_only_suspends_has_the_output_of_that(self):
        rsrc = self.made(workflow=None, actions={
            'SUSPEND': {'workflow': 'rest'}})
        self.suspended(rsrc)
        self.assertEqual('of rest', rsrc.FnGetAtt('output', 'x'))


class ShowTest(RunCase):
    """What ``openstack stack resource show`` prints."""

    def test_it_has_maps_and_no_signed_url(self):
        self.mistral.plays('make', done(x={'y': 1}))
        shown = self.made(notify=True).FnGetAtt('show')
        self.assertEqual({'x': {'y': 1}}, shown['output'])
        self.assertEqual('SUCCESS', shown['state'])
        self.assertNotIn('Signature', json.dumps(shown))

    def test_its_output_is_the_attribute(self):
        self.mistral.plays('make', done(x='of make'))
        rsrc = self.made(actions={'SUSPEND': {'workflow': 'rest'}})
        self.run_action(rsrc, 'suspend')
        shown = rsrc.FnGetAtt('show')
        self.assertEqual(('rest', {'x': 'of make'}),
                         (shown['workflow_name'], shown['output']))
