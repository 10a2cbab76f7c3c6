"""Resources that have run nothing: they have an id, and are not replaced."""

from oslo_config import cfg

from heat_mistral.heat_support import owner
from heat_mistral.tests.unit.support import runs_case

DROP = {'DELETE': {'workflow': 'drop'}}


class NothingRunCase:
    """For each of the two resource types."""

    def test_it_has_an_id_and_is_called_by_its_name(self):
        rsrc = self.made_idle()
        self.assertEqual(owner.of(rsrc), rsrc.resource_id)
        self.assertEqual('e', rsrc.FnGetRefId())
        self.assertIsNone(rsrc.FnGetAtt('output'))
        self.assertIsNone(rsrc.FnGetAtt('show'))

    def test_to_observe_reality_does_not_replace_it(self):
        for rsrc in (
            self.made_idle(),
            self.made_by_an_older_release(self.made_idle()),
        ):
            self.converged(rsrc)
            cfg.CONF.set_override('observe_on_update', True)
            self.updated(rsrc)
            cfg.CONF.clear_override('observe_on_update')
            self.run_action(rsrc, 'check')
            self.assertEqual('e', rsrc.FnGetRefId())
        self.assertEqual({}, self.started())

    def test_nor_does_it_where_the_creation_has_failed_before_a_run(self):
        rsrc = self.idle(actions={'CREATE': {'workflow': 'none'}, **DROP})
        self.fails(rsrc, 'create')
        self.assertEqual(owner.of(rsrc), rsrc.resource_id)

    def test_an_abandoned_one_is_adopted(self):
        data = self.made_idle().prepare_abandon()
        rsrc = self.run_action(self.idle(), 'adopt', data)
        self.assertNotEqual(rsrc.uuid, rsrc.resource_id)
        self.assertEqual('e', rsrc.FnGetRefId())
        self.converged(rsrc)
        self.run_action(rsrc, 'delete')
        self.assertEqual(1, len(self.started()))

    def test_a_first_run_gives_it_a_better_id(self):
        rsrc = self.made_by_an_older_release(
            self.made_idle(actions={'SUSPEND': {'workflow': 'rest'}})
        )
        self.run_action(rsrc, 'suspend')
        (run_id,) = self.started()
        self.assertEqual(run_id, rsrc.FnGetRefId())
        _data, stored, _reason = self.stored(rsrc)
        self.assertEqual(run_id, stored)

    def made_idle(self, **properties):
        return self.run_action(self.idle(**properties), 'create')


class IdleExecutionTest(NothingRunCase, runs_case.RunsCase):
    def idle(self, **properties):
        return self.resource(
            'OS::Mistral::Execution',
            {'actions': DROP, **properties},
            stack_name=f's{len(self._stacks)}',
            name='e',
        )

    def test_a_creation_that_failed_is_made_good(self):
        rsrc = self.idle(actions={'CREATE': {'workflow': 'none'}, **DROP})
        self.fails(rsrc, 'create')
        self.converged(rsrc, actions={'CREATE': {'workflow': 'make'}, **DROP})
        self.assertEqual(1, len(self.started('make')))
        self.assertEqual({}, self.started('drop'))


class IdleExternalResourceTest(NothingRunCase, runs_case.RunsCase):
    def idle(self, **properties):
        return self.resource(
            'OS::Mistral::ExternalResource',
            {'actions': DROP, **properties},
            stack_name=f's{len(self._stacks)}',
            name='e',
        )
