"""Adopting what others have uploaded, and are changing."""

import io
import types

import fixtures

from heat_mistral.actions import mark
from heat_mistral.actions.commands import adopt
from heat_mistral.tests.unit.actions import samples
from heat_mistral.tests.unit.mistral_api.test_code_sources import (
    SourcesTestCase,
)

NAME = 'demo.backups.create'
CHANGED = samples.ACTION + '# changed\n'


class AdoptTest(SourcesTestCase):
    def setUp(self):
        super().setUp()
        self.source = self.mistral.add_source('s', samples.ACTION)
        self.mistral.add_dynamic(NAME, 'Create', self.source)
        self.finding = lambda: None
        self.useFixture(
            fixtures.MonkeyPatch(
                'heat_mistral.actions.commands.finding.found',
                lambda *arguments: self.finding() or [],
            )
        )

    def change(self, *_):
        self.source.update(content=CHANGED, version=self.source['version'] + 1)

    def adopt(self):
        app = types.SimpleNamespace(
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            options=types.SimpleNamespace(),
        )
        command = adopt.Adopt(app, None)
        command.mistral = lambda: self.api
        command.take_action(
            types.SimpleNamespace(names=[NAME], place=None, prefix=None)
        )
        return command.status, app.stdout.getvalue(), app.stderr.getvalue()

    def before(self, line, times=1):
        """Change the source right before the request of this kind."""
        name = f'_{line}_code_sources'
        real = getattr(self.mistral, name)
        left = [self.change, *[lambda: None] * (times - 1)]

        def serve(*arguments):
            if left:
                left.pop()()
            return real(*arguments)

        setattr(self.mistral, name, serve)

    def test_it_gets_a_mark(self):
        self.assertEqual((0, f'adopted {NAME}\n', ''), self.adopt())
        self.assertTrue(mark.read(self.source['content']).is_intact)
        self.assertEqual(samples.ACTION, mark.rest(self.source['content']))

    def test_a_change_while_files_are_read(self):
        self.finding = self.change
        self.assertEqual(0, self.adopt()[0])
        self.assertEqual(CHANGED, mark.rest(self.source['content']))

    def test_a_change_after_the_look(self):
        self.before('get', times=2)
        status, out, err = self.adopt()
        self.assertEqual((1, ''), (status, out))
        self.assertIn('somebody else has changed its code source', err)
        self.assertEqual(CHANGED, self.source['content'])

    def test_a_change_at_the_very_moment(self):
        self.before('put')
        status, out, err = self.adopt()
        self.assertEqual((1, ''), (status, out))
        self.assertIn('which is lost', err)
