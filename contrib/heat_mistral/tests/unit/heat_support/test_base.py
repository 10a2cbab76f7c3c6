"""What every resource of this plugin does otherwise than Heat's own."""

from heat.common import exception, service_utils
from heat.objects import resource as resource_objects
from heat.objects import stack_lock
from oslo_config import cfg

from heat_mistral.mistral_api import deadlines
from heat_mistral.tests.unit.support import resource_case

ONE = 'w: {tasks: {t: {action: std.noop}}}'
OTHER = 'w: {tasks: {t: {action: std.fail}}}'


class ObservingRealityTest(resource_case.ResourceTestCase):
    """``stack update --converge`` and observe_on_update."""

    def observed(self, rsrc):
        """Update the resource, which must not be replaced."""
        uuid = rsrc.uuid
        self.updated(rsrc, definition=OTHER)
        self.assertEqual((rsrc.UPDATE, rsrc.COMPLETE), rsrc.state)
        self.assertEqual(uuid, rsrc.uuid)
        self.assertEqual(1, len(self.mistral.workflows))
        self.assertEqual('stk.w.w', rsrc.resource_id)

    def test_what_was_deleted_by_hand_is_no_replacement(self):
        rsrc = self.created(ONE)
        self.mistral.workflows.clear()
        rsrc.converge = True
        self.observed(rsrc)

    def test_nor_is_a_resource_that_has_no_physical_id(self):
        for observe in ('converge', 'observe_on_update'):
            with self.subTest(observe):
                rsrc = self.workflow(ONE, stack='stk')
                self.mistral.fail('POST /workflows', status=400, text='no')
                self.assertRaises(
                    exception.ResourceFailure, self.run_action, rsrc, 'create'
                )
                rsrc.resource_id_set(None)
                if observe == 'converge':
                    rsrc.converge = True
                else:
                    cfg.CONF.set_override('observe_on_update', True)
                self.observed(rsrc)
                self.run_action(rsrc, 'delete')
                rsrc.stack.delete()

    def test_it_has_no_physical_id_afterwards_either(self):
        """Where the update finds nothing to do."""
        rsrc = self.created(ONE)
        rsrc.resource_id_set(None)
        rsrc.converge = True
        self.run_action(rsrc, 'update', rsrc.t)
        self.assertIsNone(rsrc.resource_id)


class ExternalTest(resource_case.ResourceTestCase):
    def test_an_engine_without_places_makes_nothing_invalid(self):
        """Heat asks at every update, of other resources, too."""
        cfg.CONF.set_override('concurrent_requests', 1, 'clients_mistral')
        rsrc = self.resource('OS::Mistral::Workflow', {}, external_id='theirs')
        with deadlines.places.one_of(1):
            rsrc.validate_external()
        self.assertRaises(
            exception.StackValidationFailed, rsrc.validate_external
        )


class LeftInProgressTest(resource_case.ResourceTestCase):
    """What the death of an engine has left is updated without a change."""

    def setUp(self):
        super().setUp()
        self.rsrc = self.created(ONE)
        self.rsrc.stack.convergence = True
        self.rsrc.state_set(self.rsrc.CHECK, self.rsrc.IN_PROGRESS)

    def needs_update(self):
        rsrc = self.rsrc
        return rsrc._needs_update(
            rsrc.t, rsrc.t, rsrc.properties, rsrc.properties, None
        )

    def test_nobody_works_on_it(self):
        self.assertTrue(self.needs_update())

    def test_an_engine_works_on_it(self):
        resource_objects.Resource.update_by_id(
            self.rsrc.context, self.rsrc.id, {'engine_id': 'e'}
        )
        self.assertFalse(self.needs_update())

    def test_an_engine_has_the_stack(self):
        """So does Heat 25 check, suspend and resume."""
        stack_lock.StackLock.create(self.rsrc.context, self.rsrc.stack.id, 'e')
        for alive in (True, False):
            self.patchobject(service_utils, 'engine_alive', return_value=alive)
            self.assertEqual(not alive, self.needs_update())

    def test_a_resource_that_is_complete_needs_nothing(self):
        self.rsrc.state_set(self.rsrc.CHECK, self.rsrc.COMPLETE)
        self.assertFalse(self.needs_update())
