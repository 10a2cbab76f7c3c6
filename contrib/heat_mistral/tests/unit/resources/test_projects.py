"""Stacks of an administrator, for whom Mistral looks into all projects.

What another project has is older, and so comes first in every list.
"""

import json

from heat.common import exception

from heat_mistral.tests.unit.resources.cron_trigger import test_cron_trigger
from heat_mistral.tests.unit.support import resource_case

DEFINITION = """
version: '2.0'
{}:
  tasks: {{t: {{action: std.noop}}}}
"""
TASKS = [{'name': 't', 'action': 'std.noop'}]
NOT_FOUND = 'can not be found'


class ProjectsCase(resource_case.ResourceTestCase):
    def theirs(self, name, **more):
        """A workflow of another project."""
        return self.mistral.add(
            name, DEFINITION.format(name), project_id='theirs', **more
        )

    def ours(self, name):
        return self.mistral.add(name, DEFINITION.format(name))

    def their_trigger(self, workflow, name):
        """A trigger of another project, on a workflow of its own."""
        identifier = self.mistral._uuid()
        self.mistral.triggers[identifier] = {
            'id': identifier,
            'name': name,
            'workflow_id': workflow['id'],
            'workflow_name': workflow['name'],
            'workflow_input': '{}',
            'workflow_params': '{}',
            'pattern': '0 3 * * *',
            'first_execution_time': None,
            'next_execution_time': '2100-01-01 00:00:00',
            'remaining_executions': None,
            'project_id': 'theirs',
        }
        return self.mistral.triggers[identifier]

    def left_by_heats_plugin(self, kind, resource_id, **properties):
        """A resource that is known by its name alone."""
        rsrc = self.resource(kind, properties)
        rsrc.store()
        rsrc.resource_id_set(resource_id)
        rsrc.state_set(rsrc.CREATE, rsrc.COMPLETE)
        return rsrc

    def external(self, kind, identifier):
        rsrc = self.resource(kind, {}, external_id=identifier)
        rsrc.validate_external()
        return self.run_action(rsrc, 'create')

    def refused(self, kind, identifier):
        return str(
            self.assertRaises(
                exception.StackValidationFailed,
                self.external,
                kind,
                identifier,
            )
        )

    def id_of(self, name):
        """Of the own workflow of this name."""
        return self.mistral.named(name, project_id=self.mistral.project_id)[
            'id'
        ]

    def run_of(self):
        """The workflow of the only run."""
        (run,) = self.mistral.executions.values()
        return run['workflow_id']


class WorkflowTest(ProjectsCase):
    def test_a_name_of_another_project_is_not_taken(self):
        theirs = self.theirs('stk.w.a')
        rsrc = self.created('a: {tasks: {t: {action: std.noop}}}')
        ours = self.id_of('stk.w.a')
        self.assertEqual({'a': ours}, rsrc.FnGetAtt('workflow_ids'))
        rsrc.signal()
        (run,) = self.mistral.executions
        self.assertEqual(ours, self.run_of())
        self.mistral.run(theirs['id'])
        self.assertEqual(
            [run], [shown['id'] for shown in rsrc.FnGetAtt('executions')]
        )
        self.assertEqual(run, rsrc.FnGetAtt('latest_execution')['id'])
        text = theirs['definition']
        self.updated(
            rsrc, definition='a: {tasks: {t: {action: std.echo output=1}}}'
        )
        self.run_action(rsrc, 'check')
        self.run_action(rsrc, 'delete')
        self.assertEqual({theirs['id']: theirs}, self.mistral.workflows)
        self.assertEqual(text, theirs['definition'])
        self.assertEqual(
            {theirs['id']},
            {run['workflow_id'] for run in self.mistral.executions.values()},
        )

    def test_one_known_by_name_is_taken_over_from_the_own_project(self):
        theirs, ours = self.theirs('known'), self.ours('known')
        rsrc = self.left_by_heats_plugin(
            'OS::Mistral::Workflow',
            'known',
            name='known',
            type='direct',
            tasks=TASKS,
        )
        rsrc._create_user()
        rsrc.signal()
        self.assertEqual(ours['id'], self.run_of())
        text = theirs['definition']
        self.updated(rsrc, description='new')
        self.assertEqual(ours['id'], rsrc.records.current()['known'].id)
        self.run_action(rsrc, 'delete')
        self.assertEqual({theirs['id']: theirs}, self.mistral.workflows)
        self.assertEqual(text, theirs['definition'])

    def test_the_external_one_is_the_own(self):
        self.theirs('known', scope='public')
        ours = self.ours('known')
        rsrc = self.external('OS::Mistral::Workflow', 'known')
        self.assertEqual({'known': ours['id']}, rsrc.FnGetAtt('workflow_ids'))
        rsrc.signal()
        self.assertEqual(ours['id'], self.run_of())

    def test_the_external_one_may_be_public(self):
        self.theirs('known')
        public = self.theirs('known', scope='public')
        rsrc = self.external('OS::Mistral::Workflow', 'known')
        self.run_action(rsrc, 'check')
        rsrc.signal()
        self.assertEqual(public['id'], self.run_of())

    def test_the_external_one_is_no_strangers(self):
        row = self.theirs('known')
        self.http.get(
            f'http://mistral.test/v2/workflows/{row["id"]}/members',
            json={'members': []},
        )
        self.assertIn(
            NOT_FOUND, self.refused('OS::Mistral::Workflow', 'known')
        )

    def test_the_external_one_may_be_anybodys_by_its_id(self):
        theirs = self.theirs('known')
        rsrc = self.external('OS::Mistral::Workflow', theirs['id'])
        self.run_action(rsrc, 'check')
        rsrc.signal()
        self.assertEqual(theirs['id'], self.run_of())


class CronTriggerTest(ProjectsCase):
    def setUp(self):
        super().setUp()
        self.their_workflow = self.theirs('job')
        self.our_workflow = self.ours('job')
        self.theirs_ = self.their_trigger(self.their_workflow, 'nightly')

    def trigger(self):
        return self.run_action(
            self.resource(
                test_cron_trigger.KIND,
                {'name': 'nightly', 'workflow': 'job', 'pattern': '0 3 * * *'},
            ),
            'create',
        )

    def test_of_another_projects_nothing_is_used_or_touched(self):
        rsrc = self.trigger()
        ours = self.mistral.triggers[rsrc.data()['current']]
        self.assertEqual(self.our_workflow['id'], ours['workflow_id'])
        before = dict(self.theirs_)
        self.updated(rsrc, pattern='0 4 * * *')
        for action in ('suspend', 'resume', 'check', 'delete'):
            self.run_action(rsrc, action)
        self.assertEqual({before['id']: before}, self.mistral.triggers)

    def test_one_known_by_name_is_taken_over_from_the_own_project(self):
        body = {
            'name': 'nightly',
            'workflow_id': self.our_workflow['id'],
            'pattern': '0 3 * * *',
            'first_execution_time': None,
            'remaining_executions': None,
        }
        rsrc = self.left_by_heats_plugin(
            test_cron_trigger.KIND,
            'nightly',
            name='nightly',
            workflow={'name': 'job'},
            pattern='0 3 * * *',
        )
        made = self.mistral._post_cron_triggers([], {}, json.dumps(body), self)
        self.run_action(rsrc, 'check')
        self.assertEqual(made['id'], rsrc.data()['current'])
        self.run_action(rsrc, 'delete')
        self.assertEqual(
            {self.theirs_['id']: self.theirs_}, self.mistral.triggers
        )

    def test_where_the_own_is_gone_a_strangers_is_not_taken_for_it(self):
        rsrc = self.left_by_heats_plugin(
            test_cron_trigger.KIND,
            'nightly',
            name='nightly',
            workflow={'name': 'job'},
            pattern='0 3 * * *',
        )
        self.run_action(rsrc, 'delete')
        self.assertIn(self.theirs_['id'], self.mistral.triggers)

    def test_the_external_one_is_no_strangers(self):
        self.assertIn(
            NOT_FOUND, self.refused(test_cron_trigger.KIND, 'nightly')
        )


class RunTest(ProjectsCase):
    def test_an_execution_runs_the_own_workflow(self):
        self.theirs('job')
        ours = self.ours('job')
        self.mistral.plays('job', {'state': 'SUCCESS'})
        self.run_action(
            self.resource('OS::Mistral::Execution', {'workflow': 'job'}),
            'create',
        )
        self.assertEqual(ours['id'], self.run_of())

    def test_an_external_resource_is_made_by_the_own_workflow(self):
        self.theirs('job')
        ours = self.ours('job')
        self.mistral.plays('job', {'state': 'SUCCESS'})
        self.run_action(
            self.resource(
                'OS::Mistral::ExternalResource',
                {'actions': {'CREATE': {'workflow': 'job'}}},
            ),
            'create',
        )
        self.assertEqual(ours['id'], self.run_of())
