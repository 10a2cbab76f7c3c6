import json

from heat.common import exception

from heat_mistral.tests.unit.resources.execution.test_execution import RunCase

MAKER = {
    'type': 'OS::Mistral::Workflow',
    'properties': {'definition': 'w: {tasks: {t: {action: std.noop}}}'},
}
NAME = {'get_attr': ['maker', 'available_workflows', 'w']}


class BeforeOthersAreThereTest(RunCase):
    """What is wrong for all that another resource may give."""

    def refused(self, **properties):
        made = self.resources(
            {
                'maker': MAKER,
                'e': {
                    'type': 'OS::Mistral::Execution',
                    'properties': properties,
                },
            },
            stack_name=f's{len(self._stacks)}',
        )
        return str(
            self.assertRaises(exception.StackValidationFailed, made.validate)
        )

    def test_a_misspelt_key_of_the_map(self):
        wrong = {'name': NAME, 'inputs': {'a': 1}}
        self.assertIn(
            'e.properties.workflow: unknown key inputs',
            self.refused(workflow=wrong),
        )
        self.assertIn(
            'e.properties.actions: DELETE: unknown key inputs',
            self.refused(
                workflow=NAME, actions={'DELETE': {'workflow': wrong}}
            ),
        )

    def test_a_param_that_is_mistrals(self):
        for params in (
            {'params': {'task_execution_id': 'x'}},
            {'actions': {'DELETE': {'params': {'task_execution_id': 'x'}}}},
        ):
            self.assertIn(
                'param task_execution_id cannot be set',
                self.refused(workflow=NAME, **params),
            )


class NullTest(RunCase):
    def test_null_for_an_action_is_nothing(self):
        rsrc = self.made(actions={'SUSPEND': None, 'DELETE': None})
        for action in ('suspend', 'resume', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual(1, len(self.started()))

    def test_null_for_all_names_no_workflow(self):
        rsrc = self.execution(workflow=None, actions={'DELETE': None})
        self.assertIn(
            'is needed where no action names a workflow',
            str(
                self.assertRaises(
                    exception.StackValidationFailed, rsrc.validate
                )
            ),
        )

    def test_a_timeout_of_none(self):
        for timeout in (None, 0):
            rsrc = self.execution(timeout=timeout)
            rsrc.validate()
            self.run_action(rsrc, 'create')


class LookAheadTest(RunCase):
    """Nothing is run where a later action could not be."""

    def fails_at_create(self, **properties):
        why = self.fails(self.execution(**properties), 'create')
        self.assertEqual({}, self.started())
        return why

    def declare(self, name, *declared):
        self.mistral.named(name, '')['interface'] = json.dumps(
            {'input': declared, 'output': []}
        )

    def test_a_workflow_that_is_not_there(self):
        self.assertIn(
            'actions.DELETE.workflow: there is no workflow nope',
            self.fails_at_create(actions={'DELETE': {'workflow': 'nope'}}),
        )

    def test_an_input_that_is_not_declared(self):
        self.declare('drop', 'a', {'b': 1})
        self.assertIn(
            'actions.DELETE.workflow: workflow drop does not take the input '
            'q; it takes a, b',
            self.fails_at_create(
                actions={
                    'DELETE': {'workflow': 'drop', 'input': {'a': 1, 'q': 1}}
                }
            ),
        )

    def test_an_input_that_is_lacking(self):
        self.declare('make', 'a', 'b')
        self.assertIn(
            'workflow: workflow make needs the input b; it takes a, b',
            self.fails_at_create(),
        )

    def test_an_input_of_a_workflow_that_takes_none(self):
        self.declare('make')
        self.assertIn(
            'does not take the input a; it takes none', self.fails_at_create()
        )

    def test_what_fits(self):
        self.declare('make', 'a', {'b': None})
        self.made()

    def test_an_update_may_not_either(self):
        rsrc = self.made()
        failure = self.assertRaises(
            exception.ResourceFailure,
            self.updated,
            rsrc,
            actions={'DELETE': {'workflow': 'nope'}},
        )
        self.assertIn('there is no workflow nope', str(failure))
        self.updated(rsrc)
        self.assertEqual(1, len(self.started()))


class DeletionTest(RunCase):
    def test_what_never_began_can_be_deleted(self):
        rsrc = self.execution(workflow={'nome': 'x'})
        self.assertIn(
            'e.properties.workflow: unknown key nome',
            self.fails(rsrc, 'create'),
        )
        self.run_action(rsrc, 'delete')
        self.assertEqual({}, self.started())
