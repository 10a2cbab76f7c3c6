"""What an action resource takes for its own, and what it leaves alone."""

from heat_mistral.tests.unit.resources.action import test_action


class OwnershipTest(test_action.ActionCase):
    def test_only_the_projects_own_is_adopted(self):
        row = self.mistral.add_action(
            'pub',
            'pub: {base: std.noop}',
            project_id='another',
            scope='public',
        )
        for identifier in ('pub', row['id'], 'std.echo'):
            rsrc = self.action('pub: {base: std.echo}')
            self.assertFails(
                f'no ad-hoc action {identifier} of the project',
                rsrc,
                'adopt',
                {'resource_id': identifier, 'metadata': {}},
            )
            self.run_action(rsrc, 'delete')
            self.assertEqual([], self.changes())
        self.assertIn(row['id'], self.mistral.actions)

    def test_a_second_deletion_takes_nothing_over(self):
        rsrc = self.created()
        self.assertTrue(rsrc._reconciler.delete())
        row = self.mistral.add_action(
            'stk.a.say', 'stk.a.say: {base: std.noop}'
        )
        self.run_action(rsrc, 'delete')
        self.assertIn(row['id'], self.mistral.actions)

    def test_an_external_one_changes_as_its_keeper_likes(self):
        row = self.mistral.add_action('mine', 'mine: {base: std.noop}')
        rsrc = self.resource(
            'OS::Mistral::Action', {}, 'stk', external_id='mine'
        )
        self.run_action(rsrc, 'create')
        row.update(definition='mine: {base: std.echo}', scope='public')
        self.run_action(rsrc, 'check')
        self.assertEqual({}, rsrc.get_live_state({}))
        del self.mistral.actions[row['id']]
        self.assertFails('not found', rsrc, 'check')
        row = self.mistral.add_action('mine', 'mine: {base: std.noop}')
        self.run_action(rsrc, 'check')
        self.assertEqual({'mine': row['id']}, rsrc.FnGetAtt('action_ids'))

    def test_one_that_was_made_public_is_told_and_mended(self):
        rsrc = self.created()
        for row in self.mistral.actions.values():
            row['scope'] = 'public'
        self.assertFails('action stk.a.say is not private', rsrc, 'check')
        self.assertEqual({'definition': None}, rsrc.get_live_state({}))
        self.run_action(rsrc, 'update', rsrc.t)
        self.run_action(rsrc, 'check')
