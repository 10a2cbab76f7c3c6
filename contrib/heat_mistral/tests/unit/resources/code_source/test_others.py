"""Actions that somebody has made by hand of a resource's source."""

from heat_mistral.tests.unit.core.code_source.samples import GREET
from heat_mistral.tests.unit.resources.code_source.case import CodeSourceCase

BOTH = GREET + '\n\nclass More(Greet):\n    pass\n'


class OthersTest(CodeSourceCase):
    """The lists of actions are whole all the time, see the case."""

    def setUp(self):
        super().setUp()
        self.rsrc = self.made(BOTH, scope='public')
        (source,) = self.mistral.sources.values()
        self.theirs = self.mistral.add_dynamic(
            'by.hand', 'More', source, scope='public'
        )
        self.before = len(self.mistral.log)

    def refused(self, action, **properties):
        reason = self.fails(self.rsrc, action, **properties)
        self.assertIn('by.hand', reason)
        self.assertEqual([], self.changes(self.before))

    def test_a_text_without_its_class(self):
        self.refused('update', content=GREET)

    def test_another_source(self):
        self.refused('update', name='other')

    def test_deletion(self):
        self.refused('delete')
        self.mistral.dynamic.pop(self.theirs['id'])
        self.run_action(self.rsrc, 'delete')
        self.assertEqual(([], []), (self.sources(), self.actions()))

    def test_a_text_that_has_its_class(self):
        self.updated(self.rsrc, content=BOTH + '\n')
        self.assertEqual(['PUT /code_sources'], self.changes(self.before))

    def test_it_is_hidden_with_the_source(self):
        self.updated(self.rsrc, scope='private')
        self.assertEqual('private', self.theirs['scope'])
