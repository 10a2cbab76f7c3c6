"""What Mistral has of some names."""

from heat_mistral.actions import mark, observing
from heat_mistral.actions.model import ENTRY_POINT
from heat_mistral.tests.unit.actions import samples
from heat_mistral.tests.unit.mistral_api.test_code_sources import (
    SourcesTestCase,
)

ADHOC = "version: '2.0'\n{}: {{base: std.noop}}\n"
NAME = 'demo.backups.create'


class ObservingTest(SourcesTestCase):
    def add(self, name=NAME, content=samples.ACTION, **more):
        source = self.mistral.add_source(f'source of {name}', content, **more)
        self.mistral.add_dynamic(name, 'Create', source, **more)
        return source

    def taken(self, *names):
        return dict(observing.everything(self.api, names).taken)

    def test_who_has_a_name(self):
        self.add('own')
        self.add('public', project_id='other', scope='public')
        self.mistral.add_action('adhoc', ADHOC.format('adhoc'))
        self.mistral.add_action(
            'shared',
            ADHOC.format('shared'),
            project_id='other',
            scope='public',
        )
        self.assertEqual(
            {
                'public': 'a public action of project other',
                'adhoc': 'an ad-hoc action of the project',
                'shared': 'a public action of project other',
                'std.noop': ENTRY_POINT,
            },
            self.taken(
                'own', 'public', 'adhoc', 'shared', 'std.noop', 'nobodys'
            ),
        )

    def test_another_projects_private_ones(self):
        """An administrator's lists have them, and they take no name."""
        self.add('theirs', project_id='other')
        self.mistral.add_action(
            'adhoc', ADHOC.format('adhoc'), project_id='other'
        )
        self.assertEqual({}, self.taken('theirs', 'adhoc'))
        seen = observing.everything(self.api)
        self.assertEqual(((), ()), (seen.uploaded, seen.registered))

    def test_a_broken_one(self):
        """No list is answered then; what is broken is to be mended."""
        self.add(content='# fault: no such module\n')
        self.assertEqual(
            {'std.noop': ENTRY_POINT}, self.taken(NAME, 'std.noop')
        )

    def test_what_is_being_tried(self):
        self.mistral.add_source('tried', samples.ACTION, namespace='.stage')
        self.assertEqual((), observing.everything(self.api).uploaded)

    def test_one_source(self):
        """Its own, and those that its actions are made of."""
        self.add('elsewhere')
        used = self.add()
        named = self.mistral.add_source('demo.backups', samples.ACTION)
        seen = observing.of(self.api, samples.source())
        self.assertEqual(
            [named['id'], used['id']], [one.id for one in seen.uploaded]
        )
        self.assertEqual(used['id'], seen.source_of(NAME).id)

    def test_a_source_that_is_made_meanwhile(self):
        """It is older than its actions, and so asked for after them."""
        self.add()
        self.mistral.log.clear()
        observing.everything(self.api)
        observing.of(self.api, samples.source())
        nouns = [
            line.split('/')[1]
            for line in self.mistral.requests('GET /(code|dynamic)')
        ]
        firsts = [nouns.index(noun) for noun in sorted(set(nouns))]
        self.assertEqual(sorted(firsts, reverse=True), firsts)

    def test_the_commands_own(self):
        self.mistral.add_source('b', mark.marked('x', 'demo', '1'))
        self.mistral.add_source('a', mark.marked('x', 'demo', '2') + 'y')
        self.mistral.add_source('c', 'x')
        self.assertEqual(
            [('a', False), ('b', True)],
            [
                (one.name, its.is_intact)
                for one, its in observing.own(observing.everything(self.api))
            ],
        )
