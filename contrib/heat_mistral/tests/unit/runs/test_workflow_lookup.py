"""A workflow that is not there is told of in one way, whatever runs it."""

from heat.common import exception
from heat.engine import stk_defn

from heat_mistral.tests.unit.support import resource_case as case

MAKER = {
    'type': 'OS::Mistral::Workflow',
    'properties': {
        'definition': 'greet: {tasks: {t: {action: std.noop}}}\n'
        'bye: {tasks: {t: {action: std.noop}}}\n'
    },
}


def trigger(workflow):
    return 'workflow', {
        'type': 'OS::Mistral::CronTrigger',
        'properties': {'workflow': workflow, 'pattern': '0 3 * * *'},
    }


def execution(workflow):
    return 'workflow', {
        'type': 'OS::Mistral::Execution',
        'properties': {'workflow': workflow},
    }


def later_execution(workflow):
    return 'actions.DELETE.workflow', {
        'type': 'OS::Mistral::Execution',
        'properties': {
            'workflow': {'get_attr': ['w', 'available_workflows', 'bye']},
            'actions': {'DELETE': {'workflow': workflow}},
        },
    }


def external(workflow):
    return 'actions.CREATE.workflow', {
        'type': 'OS::Mistral::ExternalResource',
        'properties': {'actions': {'CREATE': {'workflow': workflow}}},
    }


class MissingTest(case.ResourceTestCase):
    def told(self, kind, workflow, **more):
        """What kind says where the property is, and the rest."""
        where, snippet = kind(workflow)
        made = self.resources(
            {'w': MAKER, 'x': {**snippet, **more}},
            stack_name=f's{len(self._stacks)}',
        )
        told = self.failure(made)
        _, here, after = told.partition(f'resources.x: {where}')
        self.assertTrue(here, told)
        return after

    def failure(self, made):
        self.run_action(made['w'], 'create')
        # As Heat tells what comes later in the stack.
        stk_defn.update_resource_data(made.defn, 'w', made['w'].node_data())
        failure = self.assertRaises(
            exception.ResourceFailure, self.run_action, made['x'], 'create'
        )
        return str(failure)

    def test_a_key_that_no_definition_has(self):
        wrong = {'get_attr': ['w', 'available_workflows', 'grete']}
        for kind in (trigger, execution, later_execution, external):
            self.assertEqual(
                ' is empty; available_workflows of w has bye, greet',
                self.told(kind, wrong),
            )

    def test_a_name_that_nobody_has(self):
        for kind in (trigger, execution, external):
            self.assertEqual(
                ': there is no workflow nobody; a workflow of a stack has '
                'the name that the attribute available_workflows of its '
                'resource gives',
                self.told(kind, 'nobody'),
            )
            self.assertEqual(
                ': there is no workflow nobody; available_workflows of w '
                'has bye, greet',
                self.told(kind, 'nobody', depends_on='w'),
            )

    def test_the_short_name_of_a_definition(self):
        for kind in (trigger, execution, later_execution, external):
            self.assertEqual(
                ': there is no workflow greet; in the definition of w it is '
                'one; its registered name is '
                '{get_attr: [w, available_workflows, greet]}',
                self.told(kind, 'greet', depends_on='w'),
            )

    def test_many_names_are_not_all_told(self):
        text = ''.join(
            f'w{number}: {{tasks: {{t: {{action: std.noop}}}}}}\n'
            for number in range(50)
        )
        maker = {**MAKER, 'properties': {'definition': text}}
        wrong = {'get_attr': ['w', 'available_workflows', 'x']}
        made = self.resources({'w': maker, 'x': execution(wrong)[1]})
        told = self.failure(made)
        self.assertTrue(told.endswith(', ...'), told)
        self.assertLess(len(told), 250)
