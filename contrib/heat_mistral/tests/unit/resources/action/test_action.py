"""The life of OS::Mistral::Action on a Mistral that fails at will."""

import functools
from unittest import mock

from heat.common import exception
from heat.engine import scheduler
from keystoneauth1 import exceptions as ka_exceptions
from oslo_utils import timeutils

from heat_mistral.heat_support import left_over
from heat_mistral.resources.action import registry
from heat_mistral.tests.unit.support import resource_case

TWO = """
    say:
      input: [what, {loud: null}]
      base: std.echo output=<% $.what %>
    shout:
      base: say
"""
OTHER = TWO.replace('loud', 'quiet')


class ActionCase(resource_case.ResourceTestCase):
    def action(self, definition, stack=None, **properties):
        # The first stack of a test is stk, and no two have the same name.
        stack = stack or 'stk' + str(len(self._stacks) or '')
        return super().action(definition, stack, **properties)

    def created(self, definition=TWO, **properties):
        return self.run_action(self.action(definition, **properties), 'create')

    def names(self):
        return sorted(row['name'] for row in self.mistral.actions.values())

    def changes(self):
        return [
            line
            for line in self.mistral.requests('(POST|PUT|DELETE) /actions')
            if 'validate' not in line
        ]

    def run_to_the_end(self, task):
        with mock.patch.object(registry, 'now', return_value=9e9):
            task.run_to_completion()

    def assertFails(self, expected, rsrc, action, *args):
        ex = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args
        )
        self.assertIn(expected, str(ex))


class LifeTest(ActionCase):
    def test_names_and_ids_are_there_while_mistral_is_not(self):
        """Other resources of the stack are made of them."""
        rsrc = self.created()
        found = {
            name: rsrc.FnGetAtt(name)
            for name in ('available_actions', 'action_ids')
        }
        # Before a client is made: Keystone may be away as well.
        self.patchobject(
            type(rsrc.client_plugin()),
            'client',
            side_effect=ka_exceptions.ConnectTimeout('away'),
        )
        self.assertRaises(exception.Error, rsrc.FnGetAtt, 'inputs')
        for name, value in found.items():
            self.assertEqual(value, rsrc.FnGetAtt(name))

    def test_create_is_one_post(self):
        rsrc = self.created()
        self.assertEqual(['stk.a.say', 'stk.a.shout'], self.names())
        self.assertEqual(['POST /actions'], self.changes())
        self.assertEqual('stk.a.say', rsrc.resource_id)
        self.assertEqual(
            {'say': 'stk.a.say', 'shout': 'stk.a.shout'},
            rsrc.FnGetAtt('available_actions'),
        )
        self.assertEqual(
            {'say': 'what, loud=null', 'shout': ''}, rsrc.FnGetAtt('inputs')
        )
        self.assertEqual(
            set(self.mistral.actions),
            set(rsrc.FnGetAtt('action_ids').values()),
        )

    def test_an_update_is_a_put_by_id(self):
        rsrc = self.created()
        before = rsrc.FnGetAtt('action_ids')
        self.updated(rsrc, definition=OTHER)
        self.assertEqual(
            ['POST /actions', f'PUT /actions/{before["say"]}'], self.changes()
        )
        self.assertEqual(before, rsrc.FnGetAtt('action_ids'))
        self.assertIn('quiet', rsrc.FnGetAtt('inputs')['say'])

    def test_without_a_change_nothing_is_sent(self):
        rsrc = self.created()
        self.updated(rsrc, definition=TWO + '# no more\n')
        self.assertEqual(1, len(self.changes()))

    def test_what_is_new_is_posted_and_what_leaves_is_deleted_last(self):
        rsrc = self.created()
        self.updated(rsrc, definition='new: {base: std.noop}')
        self.assertEqual(['stk.a.new'], self.names())
        self.assertEqual(
            ['POST', 'POST', 'DELETE', 'DELETE'],
            [line.split()[0] for line in self.changes()],
        )
        self.assertEqual('stk.a.new', rsrc.resource_id)

    def test_prefix_and_namespace_change_and_ids_stay(self):
        rsrc = self.created()
        before = rsrc.FnGetAtt('action_ids')
        self.updated(rsrc, name='n.a', namespace='ns')
        self.assertEqual(['n.a.say', 'n.a.shout'], self.names())
        self.assertEqual(
            {'ns'}, {row['namespace'] for row in self.mistral.actions.values()}
        )
        self.assertEqual(before, rsrc.FnGetAtt('action_ids'))
        self.run_action(rsrc, 'check')

    def test_names_that_are_passed_on(self):
        rsrc = self.created(
            'a: {base: std.noop}\nn.a: {base: std.noop}', name='p'
        )
        before = rsrc.FnGetAtt('action_ids')
        self.updated(rsrc, name='p.n')
        self.assertEqual(['p.n.a', 'p.n.n.a'], self.names())
        self.assertEqual(before, rsrc.FnGetAtt('action_ids'))
        # A new one may get the name that another one leaves.
        self.updated(
            rsrc,
            name='p',
            definition='a: {base: std.noop}\nn.a: {base: std.noop}\n'
            'n.n.a: {base: std.noop}',
        )
        self.assertEqual(['p.a', 'p.n.a', 'p.n.n.a'], self.names())

    def test_delete(self):
        rsrc = self.created()
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.names())

    def test_tags_are_of_those_that_have_none(self):
        self.created(
            'a: {base: std.noop}\nb: {base: std.noop, tags: [x]}', tags=['t']
        )
        texts = [row['definition'] for row in self.mistral.actions.values()]
        self.assertIn('tags: ["t"]', texts[0])
        self.assertIn('tags: [x]', texts[0])

    def test_suspend_and_resume_do_nothing(self):
        rsrc = self.created()
        for action in ('suspend', 'resume'):
            self.run_action(rsrc, action)
        self.assertEqual(1, len(self.changes()))

    def test_warnings_are_events(self):
        rsrc = self.created(
            'a: {base: std.echo output=x}\n'
            'b: {base: std.echo, base-input: {output: <% tsk() %>}}\n'
            'c: {base: std.echo, base-input: {output: <% $.of_workflow %>}}'
        )
        self.updated(rsrc, tags=['x'])
        self.assertCountEqual(
            [
                'HM303: line 2, column 45: YAQL in Mistral has no function '
                'tsk(); "task" is there',
                'HM203: line 1, column 5: Mistral ignores output=: a value '
                'after "=" has to be a text in quotes, an expression, a list, '
                'a number, true, false or null',
            ],
            [text for text in self.events(rsrc) if 'HM' in text],
        )


class TakenTest(ActionCase):
    def test_a_name_that_is_taken_is_told(self):
        taken = self.mistral.add_action(
            'stk.a.shout', 'stk.a.shout: {base: std.noop}'
        )
        rsrc = self.action(TWO)
        self.assertFails(
            f'the name stk.a.shout is taken by action {taken["id"]}',
            rsrc,
            'create',
        )
        self.assertEqual('stk.a.say', rsrc.resource_id)
        self.assertEqual(['stk.a.shout'], self.names())
        self.run_action(rsrc, 'delete')
        self.assertEqual(['stk.a.shout'], self.names())

    def test_one_of_the_same_text_is_not_ours(self):
        self.mistral.add_action('stk.a.n', 'stk.a.n: {base: std.noop}')
        self.assertFails(
            'is taken', self.action('n: {base: std.noop}'), 'create'
        )

    def test_another_projects_is_not_in_the_way(self):
        other = self.mistral.add_action(
            'stk.a.say', 'stk.a.say: {base: std.noop}', project_id='another'
        )
        rsrc = self.created()
        self.updated(rsrc, definition=OTHER)
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertEqual([other], list(self.mistral.actions.values()))

    def test_a_name_that_is_taken_for_an_update(self):
        rsrc = self.created()
        self.mistral.add_action('n.shout', 'n.shout: {base: std.noop}')
        after = rsrc.t.freeze(properties=dict(rsrc.t._properties, name='n'))
        self.assertFails('n.shout is taken', rsrc, 'update', after)
        self.assertEqual(['n.shout', 'stk.a.say', 'stk.a.shout'], self.names())
        self.updated(rsrc, name='m')
        self.assertEqual(['m.say', 'm.shout', 'n.shout'], self.names())

    def test_one_that_is_made_between_look_and_request(self):
        real = self.mistral._post_actions

        def first(path, query, text, context):
            if path != ['validate']:
                self.mistral.add_action('stk.a.say', 'stk.a.say: {base: x}')
            return real(path, query, text, context)

        self.mistral._post_actions = first
        rsrc = self.action(TWO)
        self.assertFails('the name stk.a.say is taken', rsrc, 'create')
        self.mistral._post_actions = real
        self.run_action(rsrc, 'delete')
        self.assertEqual(['stk.a.say'], self.names())


class FailuresTest(ActionCase):
    def test_a_lost_reply_makes_no_second_one(self):
        self.mistral.fail('POST /actions$', after=True)
        rsrc = self.created()
        self.assertEqual(['stk.a.say', 'stk.a.shout'], self.names())
        self.assertEqual(1, len(self.mistral.requests('POST /actions$')))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.names())

    def test_lost_replies_of_an_update(self):
        rsrc = self.created()
        for pattern in ('PUT /actions', 'POST /actions$', 'DELETE /actions'):
            self.mistral.fail(pattern, after=True)
        self.updated(
            rsrc,
            name='n',
            definition='say: {base: std.noop}\nnew: {base: say}',
        )
        self.assertEqual(['n.new', 'n.say'], self.names())
        self.run_action(rsrc, 'check')

    def test_what_a_request_made_whose_reply_was_lost_is_deleted(self):
        self.mistral.fail('POST /actions$', 500, 'broken', after=True)
        rsrc = self.action(TWO)
        self.assertFails('broken', rsrc, 'create')
        self.assertEqual(2, len(self.names()))
        self.run_action(rsrc, 'delete')
        self.assertEqual([], self.names())

    def test_what_it_made_is_updated(self):
        self.mistral.fail('POST /actions$', 500, 'broken', after=True)
        rsrc = self.action(TWO)
        self.assertFails('broken', rsrc, 'create')
        self.updated(rsrc, definition=OTHER, name='n')
        self.assertEqual(['n.say', 'n.shout'], self.names())

    def test_what_it_made_and_nobody_asks_for_any_more_goes(self):
        self.mistral.fail('POST /actions$', 500, 'broken', after=True)
        rsrc = self.action(TWO)
        self.assertFails('broken', rsrc, 'create')
        self.updated(rsrc, definition='new: {base: std.noop}')
        self.assertEqual(['stk.a.new'], self.names())

    def test_deletion_waits_for_what_may_still_come(self):
        self.mistral.fail('POST /actions$', 500, 'broken')
        rsrc = self.action(TWO)
        self.assertFails('broken', rsrc, 'create')
        deletion = scheduler.TaskRunner(rsrc.delete)
        deletion.start()
        for _ in range(3):
            deletion.step()
        self.assertFalse(deletion.done())
        self.mistral.add_action('stk.a.say', self.last_text())
        self.run_to_the_end(deletion)
        self.assertEqual([], self.names())
        self.assertIn('may still do it', ' '.join(self.events(rsrc)))

    def last_text(self):
        return self.mistral.bodies[self.mistral.log.index('POST /actions')]

    def test_an_engine_that_dies_anywhere_is_taken_over_from(self):
        for number in range(30):
            rsrc = self.action(TWO, f'died-{number}')
            create = functools.partial(self.run_action, rsrc, 'create')
            died = self.dies(rsrc, create, number)
            rsrc.state_set(rsrc.CREATE, rsrc.FAILED, 'died')
            self.updated(rsrc, definition=OTHER)
            self.run_action(rsrc, 'check')
            with mock.patch.object(registry, 'now', return_value=9e9):
                self.run_action(rsrc, 'delete')
            self.assertEqual([], self.names())
            if not died:
                return
        self.fail('dies for ever')

    def test_an_engine_that_dies_in_an_update(self):
        for number in range(30):
            rsrc = self.created()
            before = rsrc.FnGetAtt('action_ids')
            after = rsrc.t.freeze(
                properties={
                    'name': f'n{number}',
                    'definition': 'say: {base: new}\nnew: {base: std.noop}',
                }
            )
            update = functools.partial(self.run_action, rsrc, 'update', after)
            died = self.dies(rsrc, update, number)
            rsrc.state_set(rsrc.UPDATE, rsrc.FAILED, 'died')
            self.updated(rsrc, name=f'm{number}', definition=TWO)
            self.assertEqual(
                [f'm{number}.say', f'm{number}.shout'], self.names()
            )
            self.assertEqual(before['say'], rsrc.FnGetAtt('action_ids')['say'])
            self.run_action(rsrc, 'check')
            with mock.patch.object(registry, 'now', return_value=9e9):
                self.run_action(rsrc, 'delete')
            self.assertEqual([], self.names())
            if not died:
                return
        self.fail('dies for ever')

    def dies_at(self, number, after, action):
        """Run an action; the engine dies at a request to Mistral.

        :param after: whether Mistral carries the request out.
        :returns: whether it came to that.
        """

        def die(_fault, _context):
            raise resource_case.Died

        self.mistral.fail_in_turn(
            [*[None] * number, lambda line: (500, line, after)]
        )
        with mock.patch.object(self.mistral, '_broken', die):
            try:
                action()
            except resource_case.Died:
                return True
            finally:
                self.mistral.fail_in_turn([])
        return False

    def test_an_engine_that_dies_at_a_request(self):
        for after in (False, True):
            number, died = 0, True
            while died:
                rsrc = self.action(TWO)
                create = functools.partial(self.run_action, rsrc, 'create')
                died = self.dies_at(number, after, create)
                rsrc.state_set(rsrc.CREATE, rsrc.FAILED, 'died')
                self.updated(rsrc, definition=OTHER)
                update = functools.partial(
                    self.updated,
                    rsrc,
                    name='n',
                    definition='say: {base: new}\nnew: {base: std.noop}',
                )
                died |= self.dies_at(number, after, update)
                rsrc.state_set(rsrc.UPDATE, rsrc.FAILED, 'died')
                self.updated(rsrc, name='m', definition=TWO)
                self.assertEqual(['m.say', 'm.shout'], self.names())
                self.run_action(rsrc, 'check')
                delete = functools.partial(self.run_action, rsrc, 'delete')
                died |= self.dies_at(number, after, delete)
                with mock.patch.object(registry, 'now', return_value=9e9):
                    self.run_action(rsrc, 'delete')
                self.assertEqual([], self.names())
                number += 1
            self.assertGreater(number, 5)

    def test_what_is_gone_or_changed_is_found_and_mended(self):
        rsrc = self.created()
        say = next(iter(self.mistral.actions.values()))
        self.mistral.actions.pop(say['id'])
        (shout,) = self.mistral.actions.values()
        shout['definition'] = 'stk.a.shout: {base: std.noop}'
        self.assertFails(
            'action stk.a.say is gone; action stk.a.shout was changed by '
            'somebody else',
            rsrc,
            'check',
        )
        self.assertEqual({'definition': None}, rsrc.get_live_state({}))
        self.run_action(rsrc, 'update', rsrc.t)
        self.run_action(rsrc, 'check')
        self.assertEqual({}, rsrc.get_live_state({}))

    def test_a_public_one_becomes_private(self):
        rsrc = self.created()
        for row in self.mistral.actions.values():
            row['scope'] = 'public'
        self.updated(rsrc, definition=OTHER)
        self.assertEqual(
            {'private'},
            {row['scope'] for row in self.mistral.actions.values()},
        )

    def test_an_update_that_fails_is_told_of_by_a_check(self):
        rsrc = self.created()
        self.mistral.fail('PUT /actions', 500, 'broken')
        after = rsrc.t.freeze(properties=dict(rsrc.t._properties, name='n'))
        self.assertFails('broken', rsrc, 'update', after)
        self.assertFails('the last update did not finish', rsrc, 'check')
        self.updated(rsrc)
        self.run_action(rsrc, 'check')


class BasesTest(ActionCase):
    def test_a_base_that_is_not_there(self):
        rsrc = self.action('a: {base: std.noop}\nb:\n  base: std.ecko x=1')
        self.assertFails(
            'line 3, column 3: there is no action std.ecko; near it: std.echo',
            rsrc,
            'create',
        )
        self.assertEqual([], self.names())

    def test_the_namespace_is_told(self):
        self.mistral.add_action('mine', 'mine: {base: std.noop}')
        self.assertFails(
            'there is no action mine (looked for among the built-in ones and '
            'in namespace "ns")',
            self.action('a: {base: mine}', namespace='ns'),
            'create',
        )
        self.created('a: {base: mine}')

    def test_another_projects_private_one_is_no_base(self):
        self.mistral.add_action(
            'theirs', 'theirs: {base: std.noop}', project_id='another'
        )
        self.assertFails(
            'the base theirs is a private action of another project',
            self.action('a: {base: theirs}'),
            'create',
        )

    def test_a_base_that_cannot_be_loaded(self):
        self.mistral.fail('GET /actions/broken', 500, 'No module named x')
        self.assertFails(
            'Mistral cannot load the base broken: No module named x',
            self.action('a: {base: broken}'),
            'create',
        )

    def test_a_broken_list_hides_the_error_not(self):
        self.mistral.fail('GET /actions$', 500, 'No module')
        self.mistral.fail('GET /actions$', 500, 'No module')
        self.assertFails(
            'there is no action nope', self.action('a: {base: nope}'), 'create'
        )

    def test_bases_that_lead_back_by_way_of_others(self):
        rsrc = self.created('a: {base: std.noop}')
        self.mistral.add_action('o', 'o: {base: p}')
        self.mistral.add_action('p', 'p: {base: stk.a.a}')
        after = rsrc.t.freeze(
            properties={'definition': 'a: {base: b}\nb: {base: o}'}
        )
        self.assertFails(
            'line 2, column 5: the bases go in a circle: stk.a.b -> o -> p -> '
            'stk.a.a -> stk.a.b',
            rsrc,
            'update',
            after,
        )
        self.updated(rsrc, definition='a: {base: std.echo}\nb: {base: o}')

    def test_a_base_of_a_base_that_is_not_there(self):
        self.mistral.add_action('o', 'o: {base: p}')
        self.assertFails(
            'there is no action p', self.action('a: {base: o}'), 'create'
        )

    def test_an_update_checks_what_changes(self):
        rsrc = self.created()
        after = rsrc.t.freeze(properties={'definition': 'say: {base: nope}'})
        self.assertFails('there is no action nope', rsrc, 'update', after)
        self.assertEqual(2, len(self.names()))


class RunsTest(ActionCase):
    def finishes(self, run, action, rsrc, *args):
        """Run an action that waits for a run to end.

        :returns: what was sent before the run had ended.
        """
        task = scheduler.TaskRunner(getattr(rsrc, action), *args)
        task.start()
        for _ in range(3):
            task.step()
        self.assertFalse(task.done())
        sent = self.changes()
        run['state'] = 'SUCCESS'
        task.run_to_completion()
        self.assertIn('waiting for runs', ' '.join(self.events(rsrc)))
        return sent

    def test_deletion_waits(self):
        rsrc = self.created()
        run = self.mistral.action_run('stk.a.shout')
        sent = self.finishes(run, 'delete', rsrc)
        self.assertEqual(1, len(sent))
        self.assertEqual([], self.names())

    def test_what_leaves_waits_and_the_rest_does_not(self):
        rsrc = self.created()
        run = self.mistral.action_run('stk.a.say')
        after = rsrc.t.freeze(
            properties={'definition': 'shout: {base: std.noop}'}
        )
        sent = self.finishes(run, 'update', rsrc, after)
        self.assertEqual(['POST', 'PUT'], [line.split()[0] for line in sent])
        self.assertEqual(['stk.a.shout'], self.names())

    def test_all_names_wait_for_all_runs(self):
        rsrc = self.created()
        run = self.mistral.action_run('stk.a.shout')
        after = rsrc.t.freeze(properties=dict(rsrc.t._properties, name='n'))
        self.assertEqual(1, len(self.finishes(run, 'update', rsrc, after)))
        self.assertEqual(['n.say', 'n.shout'], self.names())

    def test_an_update_of_the_text_does_not_wait(self):
        rsrc = self.created()
        self.mistral.action_run('stk.a.say')
        self.updated(rsrc, definition=OTHER)

    def test_what_a_workflow_left_over_is_cancelled_after_a_minute(self):
        rsrc = self.created()
        self.mistral.add('w', 'w: {tasks: {t: {action: x}}}')
        execution = self.mistral.run(self.mistral.named('w')['id'])
        execution['state'] = 'CANCELLED'
        task = self.mistral.task(execution['id'], 't', 'RUNNING')
        run = self.mistral.action_run('stk.a.say', task_execution_id=task)
        ended = timeutils.parse_isotime(
            execution['updated_at'].replace(' ', 'T') + 'Z'
        ).timestamp()
        with mock.patch.object(left_over, 'now', return_value=ended + 55):
            deletion = scheduler.TaskRunner(rsrc.delete)
            deletion.start()
            for _ in range(3):
                deletion.step()
            self.assertFalse(deletion.done())
        self.assertEqual('RUNNING', run['state'])
        self.run_to_the_end(deletion)
        self.assertEqual('CANCELLED', run['state'])
        self.assertEqual([], self.names())
        self.assertIn('was left over by a workf', ' '.join(self.events(rsrc)))

    def test_an_action_in_constant_use_is_told_of_once(self):
        rsrc = self.created()
        deletion = scheduler.TaskRunner(rsrc.delete)
        deletion.start()
        for _ in range(6):
            run = self.mistral.action_run('stk.a.say')
            deletion.step()
            run['state'] = 'SUCCESS'
        self.run_to_the_end(deletion)
        told = ' '.join(self.events(rsrc))
        self.assertEqual(1, told.count('waiting for runs'))

    def test_other_namespaces_runs_are_not_awaited(self):
        rsrc, other = self.created(name='p'), self.created(namespace='n')
        self.mistral.action_run('p.say', workflow_namespace='n')
        self.run_action(rsrc, 'delete')
        run = self.mistral.action_run(
            other.resource_id, workflow_namespace='n'
        )
        # Two creations, and one deletion of two.
        self.assertEqual(4, len(self.finishes(run, 'delete', other)))

    def test_other_projects_runs_are_not_awaited(self):
        rsrc = self.created()
        self.mistral.action_run('stk.a.say', project_id='another')
        self.run_action(rsrc, 'delete')


class AdoptTest(ActionCase):
    def test_an_abandoned_one_keeps_its_records(self):
        rsrc = self.created()
        data, physical = rsrc.data(), rsrc.resource_id
        other = self.action(TWO, 'new')
        self.run_action(
            other,
            'adopt',
            {'resource_id': physical, 'resource_data': data, 'metadata': {}},
        )
        self.assertEqual(
            {'say': 'stk.a.say', 'shout': 'stk.a.shout'},
            other.FnGetAtt('available_actions'),
        )
        self.updated(other, definition=OTHER)
        self.assertEqual(['new.a.say', 'new.a.shout'], self.names())

    def test_one_that_was_made_by_hand(self):
        row = self.mistral.add_action('mine', 'mine: {base: std.noop}')
        for identifier in ('mine', row['id']):
            rsrc = self.action('mine: {base: std.echo}', f's-{identifier}')
            self.run_action(
                rsrc, 'adopt', {'resource_id': identifier, 'metadata': {}}
            )
            self.assertEqual('mine', rsrc.resource_id)
            self.assertEqual({'mine': row['id']}, rsrc.FnGetAtt('action_ids'))
        self.updated(rsrc, definition='mine: {base: std.echo output="x"}')
        self.assertEqual(row['id'], rsrc.FnGetAtt('action_ids')['mine'])

    def test_one_that_is_not_there(self):
        self.assertFails(
            'Action not found',
            self.action(TWO),
            'adopt',
            {'resource_id': 'nope', 'metadata': {}},
        )

    def external(self, identifier):
        return self.resource(
            'OS::Mistral::Action',
            {},
            f'stk{len(self._stacks)}',
            external_id=identifier,
        )

    def test_an_external_one(self):
        row = self.mistral.add_action('mine', 'mine: {base: std.noop}')
        for identifier in ('mine', row['id'], 'std.echo'):
            rsrc = self.external(identifier)
            rsrc.validate_external()
            self.run_action(rsrc, 'create')
            self.run_action(rsrc, 'check')
            self.assertEqual(
                ['std.echo' if identifier == 'std.echo' else 'mine'],
                list(rsrc.FnGetAtt('available_actions')),
            )

    def test_an_external_one_that_is_not_there_or_not_meant(self):
        self.mistral.add_action(
            'theirs', 'theirs: {base: std.noop}', project_id='another'
        )
        for identifier in ('nope', 'theirs', '0' * 32):
            self.assertRaises(
                exception.StackValidationFailed,
                self.external(identifier).validate_external,
            )


class ValidationTest(ActionCase):
    def assertInvalid(self, expected, definition, **properties):
        ex = self.assertRaises(
            exception.StackValidationFailed,
            self.action(definition, **properties).validate,
        )
        self.assertIn(expected, str(ex))

    def test_what_is_wrong_is_told_with_its_place(self):
        self.assertInvalid(
            'line 2, column 12: the default of the input "x" has a comma',
            'a:\n  input: [{x: "a, b"}]\n  base: std.noop',
        )
        self.assertInvalid('its own base', 'a: {base: a}')
        self.assertInvalid(
            'this is a workflow', 'w: {tasks: {t: {action: b}}}'
        )

    def test_what_mistral_says(self):
        self.mistral.finding = (
            "Parse error: unexpected '.' at position 3 of expression ' $.. '"
        )
        self.assertInvalid(
            'line 1, column 15: a YAQL expression cannot be read',
            'a: {base: b x=<% $.. %>}',
        )

    def test_one_that_is_registered_is_not_asked_about(self):
        rsrc = self.created()
        self.mistral.finding = 'no longer'
        rsrc.validate()

    def test_a_mistral_that_is_away_is_in_nobodys_way(self):
        self.mistral.fail('POST /actions/validate', 403, 'no')
        self.action(TWO).validate()

    def test_the_size(self):
        self.config_override('definition_size', 10)
        self.assertInvalid('at most 10 are accepted', TWO)

    def config_override(self, name, value):
        from oslo_config import cfg

        cfg.CONF.set_override(name, value, group='clients_mistral')
        self.addCleanup(cfg.CONF.clear_override, name, group='clients_mistral')

    def test_a_refusal_at_create_gets_its_place(self):
        self.mistral.fail(
            'POST /actions$',
            400,
            "Parse error: unexpected '.' at position 3 of expression ' $.. '",
        )
        rsrc = self.action('a:\n  base: std.echo output=<% $.. %>')
        self.assertFails('line 2, column 25', rsrc, 'create')
        self.run_action(rsrc, 'delete')
