"""What Mistral is asked when Heat validates, and what is told of it."""

import dataclasses

import requests
from heat.common import exception
from heat.engine import stack, stk_defn, template
from heat.objects import stack as stack_objects

from heat_mistral.mistral_api import verdicts
from heat_mistral.tests.unit.support import cloud, resource_case

VALIDATE = 'POST /workflows/validate'


def workflows(number, **actions):
    """A template's workflows r0, r1, ..., each with an action of its own.

    Heat validates equal definitions once. (Jinja is Mistral's to check.)
    """
    return {
        name: {
            'type': 'OS::Mistral::Workflow',
            'properties': {
                'definition': f'w: {{tasks: {{{name}: {{action: {action}, '
                f'publish: {{x: "{{{{ _.y }}}}"}}}}}}}}'
            },
        }
        for name in (f'r{each}' for each in range(number))
        for action in [actions.get(name, 'std.noop')]
    }


class RegisteredTest(resource_case.ResourceTestCase):
    """An update asks nothing about what Mistral has taken before."""

    def setUp(self):
        super().setUp()
        self.stack = self.resources(workflows(3))
        for rsrc in self.stack.values():
            self.run_action(rsrc, 'create')
        self.mistral.log.clear()

    def validate(self, snippets):
        """Validate an update as Heat does, with a stack of its own."""
        stack.Stack(
            self.context(),
            'stk',
            template.Template(
                {'heat_template_version': '2018-08-31', 'resources': snippets}
            ),
        ).validate()

    def test_an_update_without_a_change_asks_nothing(self):
        self.validate(workflows(3))
        self.assertEqual([], self.mistral.log)

    def test_what_changed_is_asked_about(self):
        self.validate(workflows(3, r1='std.fail'))
        self.assertEqual([VALIDATE], self.mistral.requests(VALIDATE))

    def test_what_is_new_is_asked_about(self):
        self.validate(workflows(5))
        self.assertEqual([VALIDATE] * 2, self.mistral.requests(VALIDATE))

    def test_a_stack_of_that_name_elsewhere_is_no_record(self):
        stored = stack_objects.Stack.get_by_id(
            self.stack.context, self.stack.id
        )
        for nested_or_theirs in ({'owner_id': 'o'}, {'tenant': 't'}):
            stored.update_and_save(nested_or_theirs)
            self.mistral.log.clear()
            verdicts.forget()
            self.validate(workflows(1))
            self.assertEqual([VALIDATE], self.mistral.requests(VALIDATE))

    def test_what_mistral_may_not_have_is_asked_about(self):
        """Its reply to the request that registers was lost."""
        records = self.stack['r0'].records
        (record,) = records.current().values()
        records.put(dataclasses.replace(record, id=None))
        self.validate(workflows(3))
        self.assertEqual([VALIDATE], self.mistral.requests(VALIDATE))

    def test_a_stored_resource_knows_for_itself(self):
        self.stack['r0'].validate()
        self.assertEqual([], self.mistral.log)


class AskedOnceTest(resource_case.ResourceTestCase):
    """What Mistral need not be asked, and what it need not be asked again."""

    def validate(self, snippets, stack_name='stk'):
        self.resources(snippets, stack_name).validate()

    def refused(self, snippets, stack_name):
        return str(
            self.assertRaises(
                exception.StackValidationFailed,
                self.validate,
                snippets,
                stack_name,
            )
        )

    def test_a_text_that_was_valid_is_not_asked_about_again(self):
        self.validate(workflows(2), 'one')
        self.assertEqual([VALIDATE] * 2, self.mistral.requests(VALIDATE))
        self.validate(workflows(3), 'two')
        self.assertEqual([VALIDATE] * 3, self.mistral.requests(VALIDATE))

    def test_a_refusal_is_asked_for_again(self):
        """What was wrong may be Mistral's, and be mended there."""
        said = [{'valid': False, 'error': 'no'}] * 2 + [{'valid': True}]
        self.http.register_uri(
            'POST',
            cloud.URL + '/workflows/validate',
            [{'json': each} for each in said],
        )
        for stack_name in ('one', 'two'):
            self.assertIn('no', self.refused(workflows(1), stack_name))
        self.validate(workflows(1), 'three')

    def test_a_mistral_that_is_away_says_nothing(self):
        for _ in range(50):
            self.mistral.fail(VALIDATE, status=400)
        self.validate(workflows(1), 'one')
        self.mistral._faults.clear()
        self.mistral.log.clear()
        self.validate(workflows(1), 'two')
        self.assertEqual([VALIDATE], self.mistral.requests(VALIDATE))

    def test_another_mistral_is_asked_for_itself(self):
        asked = []
        for url in ('http://one.test/v2', 'http://two.test/v2'):
            for _ in range(2):
                verdicts.asked_once(url, 'text', lambda: asked.append(1))
        self.assertEqual(2, len(asked))

    def test_a_plain_text_is_not_asked_about(self):
        snippets = workflows(1)
        for text in (
            'w: {tasks: {t: {action: std.noop}}}',
            # More of them than Mistral is shown at all.
            f'w: {{tasks: {{{", ".join(f"t{n}: {{action: a}}" for n in range(40))}}}}}',
        ):
            snippets['r0']['properties']['definition'] = text
            self.validate(snippets, f'stk{len(text)}')
        self.assertEqual([], self.mistral.log)

    def test_an_expression_that_cannot_be_read_is_told_by_mistral(self):
        snippets = workflows(1)
        snippets['r0']['properties']['definition'] = (
            'w: {tasks: {t: {action: std.echo output=<% 1 1 %>}}}'
        )
        self.validate(snippets)
        self.assertEqual([VALIDATE], self.mistral.requests(VALIDATE))


class BudgetTest(resource_case.ResourceTestCase):
    """All definitions of one request to Heat share one time."""

    def setUp(self):
        super().setUp()
        self.clock = self.useFixture(cloud.Clock())
        self.asked = []

    def answer(self, seconds, **answer):
        """Let Mistral take its time over each definition."""

        def slow(request, context):
            self.asked.append(request)
            self.clock.advance(min(seconds, request.timeout))
            if seconds > request.timeout:
                raise requests.exceptions.ReadTimeout
            return answer or {'valid': True}

        self.http.register_uri(
            'POST', cloud.URL + '/workflows/validate', json=slow
        )

    def took(self, stack_name='stk'):
        begun = self.clock.now
        self.resources(workflows(32), stack_name).validate()
        return self.clock.now - begun

    def test_many_definitions_do_not_keep_heat_waiting(self):
        self.answer(2)
        self.assertLessEqual(self.took(), 11)
        self.assertEqual(5, len(self.asked))

    def test_nor_does_a_mistral_that_hangs(self):
        self.answer(10_000)
        self.assertLessEqual(self.took(), 11)

    def test_another_request_has_time_of_its_own(self):
        self.answer(2)
        self.took()
        self.took('another')
        self.assertEqual(10, len(self.asked))

    def test_a_fault_is_told_while_there_is_time(self):
        self.answer(2, valid=False, error='Invalid DSL: no')
        refused = self.assertRaises(exception.StackValidationFailed, self.took)
        self.assertIn('Invalid DSL: no', str(refused))

    def test_a_fault_that_needs_no_mistral_is_told_to_the_end(self):
        self.answer(2)
        snippets = workflows(32)
        snippets['r31']['properties']['definition'] = (
            'w: {tasks: {t: {action: std.noop, on-success: nowhere}}}'
        )
        refused = self.assertRaises(
            exception.StackValidationFailed, self.resources(snippets).validate
        )
        self.assertIn('there is no task "nowhere"', str(refused))

    def test_what_mistral_has_said_stays_true_when_time_runs_out(self):
        """It could not say whether it has the definition all the same."""
        self.answer(2, valid=False, error='Invalid DSL: no')
        for _ in range(50):
            self.mistral.fail('GET /workflows', status=503)
        refused = self.assertRaises(exception.StackValidationFailed, self.took)
        self.assertIn('Invalid DSL: no', str(refused))


class UnresolvedTest(resource_case.ResourceTestCase):
    """Values of other resources that are not there yet hide no fault."""

    BROKEN = 'w: {tasks: {t: {action: shout, on-success: nowhere}}}'
    LACKS = """
        w: {tasks: {t: {workflow: other}, s: {action: shout}}}
        other: {input: [days], tasks: {t: {action: std.noop}}}
    """
    LATER = {
        'actions': {'get_attr': ['a', 'available_actions']},
        'params': {'env': {'get_resource': 'e'}},
        'members': [{'get_resource': 'e'}],
        'name': {'get_resource': 'e'},
        'default_workflow': {'get_resource': 'e'},
    }

    def snippets(self, **properties):
        return {
            'a': {
                'type': 'OS::Mistral::Action',
                'properties': {'definition': 'shout: {base: std.noop}'},
            },
            'e': {
                'type': 'OS::Mistral::Environment',
                'properties': {'variables': {}},
            },
            'w': {'type': 'OS::Mistral::Workflow', 'properties': properties},
        }

    def asked(self):
        return self.mistral.requests(VALIDATE)

    def refusal(self, stack_name='stk', **properties):
        made = self.resources(self.snippets(**properties), stack_name)
        return str(
            self.assertRaises(exception.StackValidationFailed, made.validate)
        )

    def test_a_fault_is_told_all_the_same(self):
        for key, value in self.LATER.items():
            told = self.refusal(key, definition=self.BROKEN, **{key: value})
            self.assertIn('there is no task "nowhere"', told)
        told = self.refusal('y', definition='w: [', **self.LATER)
        self.assertIn('line 1', told)

    def test_a_sound_one_is_valid_and_mistral_is_asked(self):
        self.resources(
            self.snippets(
                definition='w: {type: reverse, tasks: {t: {action: shout}}}',
                **self.LATER,
            )
        ).validate()
        self.assertEqual(1, len(self.asked()))
        tasks = [{'name': 't', 'action': 'shout'}]
        self.resources(
            self.snippets(tasks=tasks, type='reverse', **self.LATER), 's'
        ).validate()
        self.assertEqual(2, len(self.asked()))

    def test_without_the_text_there_is_nothing_to_check(self):
        later = {'get_attr': ['e', 'show']}
        for number, properties in enumerate(
            (
                {'definition': later},
                {'definition': self.BROKEN, 'input': {'x': later}},
            )
        ):
            self.resources(
                self.snippets(**properties), f's{number}'
            ).validate()
        self.assertEqual([], self.asked())

    def test_what_does_not_change_is_in_nobodys_way(self):
        """Mistral takes it; it was registered when nobody looked."""
        properties = {
            'definition': self.LACKS,
            'actions': self.LATER['actions'],
        }
        made = self.resources(self.snippets(**properties))
        for name in 'aew':
            self.run_action(made[name], 'create')
            stk_defn.update_resource_data(
                made.defn, name, made[name].node_data()
            )
        self.mistral.log.clear()

        def updated(**more):
            return stack.Stack(
                self.context(),
                'stk',
                template.Template(
                    {
                        'heat_template_version': '2018-08-31',
                        'resources': self.snippets(**properties, **more),
                    }
                ),
            )

        updated().validate()
        self.assertEqual([], self.asked())
        refused = self.assertRaises(
            exception.StackValidationFailed, updated(tags=['x']).validate
        )
        self.assertIn('"days"', str(refused))
