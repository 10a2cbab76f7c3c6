"""What is to be done."""

import dataclasses

import testtools

from heat_mistral.actions import mark, plan, planning
from heat_mistral.actions.model import AD_HOC, ENTRY_POINT, Observed
from heat_mistral.actions.plan import State
from heat_mistral.core import code_source
from heat_mistral.tests.unit.actions import samples

TWO = samples.ACTION + '\n\nclass Other(Create):\n    """Other."""\n'


class TestPlan(testtools.TestCase):
    def content(self, text=samples.ACTION, distribution='demo', version='1.2'):
        return mark.marked(text, distribution, version)

    def made(self, source=None, observed=None, **options):
        return planning.make(
            source or samples.source(),
            observed or Observed(),
            plan.Options(**options),
        )

    def states(self, made):
        return {
            row.name.removeprefix('demo.backups.'): row.state
            for row in made.rows
        }

    def only(self, made):
        (row,) = made.rows
        return row.state, row.reason

    def test_new(self):
        made = self.made()
        self.assertEqual({'create': State.NEW}, self.states(made))
        self.assertEqual(self.content(), made.content)
        self.assertEqual('public', made.scope)
        self.assertEqual({'demo.backups.create': 'Create'}, made.classes)
        self.assertTrue(made.is_to_be_done)
        self.assertEqual('private', self.made(scope='private').scope)

    def test_same(self):
        made = self.made(
            observed=samples.observed(self.content(), create='Create')
        )
        self.assertEqual({'create': State.SAME}, self.states(made))
        self.assertFalse(made.is_to_be_done)

    def test_changed(self):
        for content, reason in (
            (self.content(samples.ACTION + '\n'), 'the source has changed'),
            (self.content(version='1.1'), 'the same source, of demo 1.1'),
        ):
            made = self.made(
                observed=samples.observed(content, create='Create')
            )
            self.assertEqual((State.CHANGED, reason), self.only(made))
            self.assertTrue(made.is_content_changed)

    def test_half_done(self):
        """A run that was killed after the source."""
        made = self.made(observed=samples.observed(self.content()))
        self.assertEqual({'create': State.NEW}, self.states(made))
        self.assertFalse(made.is_content_changed)

    def test_another_class(self):
        made = self.made(
            samples.source(TWO, classes=('Create', 'Other')),
            samples.observed(self.content(TWO), create='Other', other='Other'),
        )
        self.assertEqual(
            {'create': State.CHANGED, 'other': State.SAME}, self.states(made)
        )

    def test_another_scope(self):
        seen = samples.observed(self.content(), create='Create')
        self.assertEqual(
            (State.CHANGED, 'it is to be private'),
            self.only(self.made(observed=seen, scope='private')),
        )
        seen = samples.observed(
            self.content(), scope='private', create='Create'
        )
        self.assertEqual((State.SAME, ''), self.only(self.made(observed=seen)))

    def test_foreign(self):
        for content, words in (
            (samples.ACTION, 'was not uploaded by this command'),
            (self.content() + 'x = 1\n', 'was modified elsewhere'),
            (self.content(distribution='other'), 'is from other'),
        ):
            seen = samples.observed(content, create='Create')
            state, reason = self.only(self.made(observed=seen))
            self.assertEqual(State.FOREIGN, state)
            self.assertIn(words, reason)
            made = self.made(observed=seen, override=True)
            self.assertEqual({'create': State.CHANGED}, self.states(made))
            self.assertEqual('s', made.uploaded.id)

    def test_one_distribution_of_two_spellings(self):
        seen = samples.observed(
            self.content(distribution='my_demo'), create='Create'
        )
        made = self.made(samples.source(distribution='My-Demo'), seen)
        self.assertEqual({'create': State.CHANGED}, self.states(made))

    def test_an_action_of_another_source(self):
        seen = samples.observed('x = 1', 'elsewhere')
        action = dataclasses.replace(
            samples.observed('', create='Create').registered[0], source_id='s'
        )
        seen = dataclasses.replace(seen, registered=(action,))
        state, reason = self.only(self.made(observed=seen))
        self.assertEqual(State.FOREIGN, state)
        self.assertIn('the code source elsewhere was not', reason)
        made = self.made(observed=seen, override=True)
        self.assertEqual({'create': State.CHANGED}, self.states(made))
        self.assertIsNone(made.uploaded)
        self.assertTrue(made.is_moving)

    def test_nothing_private_becomes_public_unasked(self):
        action = dataclasses.replace(
            samples.observed('', scope='private', create='Create').registered[
                0
            ],
            source_id='s',
        )
        elsewhere = samples.observed('x = 1', 'elsewhere', scope='private')
        seen = dataclasses.replace(elsewhere, registered=(action,))
        made = self.made(observed=seen, override=True)
        self.assertEqual('private', made.scope)
        self.assertEqual({'create': State.CHANGED}, self.states(made))
        made = self.made(observed=seen, override=True, scope='public')
        self.assertEqual('public', made.scope)
        seen = dataclasses.replace(
            samples.observed(self.content()), registered=(action,)
        )
        state, reason = self.only(self.made(observed=seen))
        self.assertEqual(State.REFUSED, state)
        self.assertIn('--scope', reason)
        made = self.made(observed=seen, scope='public')
        self.assertEqual({'create': State.CHANGED}, self.states(made))

    def test_an_adopted_source(self):
        """It keeps its name in Mistral."""
        seen = samples.observed(self.content('x = 1\n'), 'elsewhere')
        action = dataclasses.replace(
            samples.observed('', create='Create').registered[0], source_id='s'
        )
        made = self.made(
            observed=dataclasses.replace(seen, registered=(action,))
        )
        self.assertEqual('s', made.uploaded.id)
        self.assertEqual({'create': State.CHANGED}, self.states(made))

    def test_taken_names(self):
        for by, state in (
            ('an ad-hoc action of the project', State.REFUSED),
            (ENTRY_POINT, State.FOREIGN),
        ):
            seen = Observed(taken=(('demo.backups.create', by),))
            self.assertEqual(state, self.only(self.made(observed=seen))[0])
            made = self.made(observed=seen, override=True)
            self.assertEqual(by == ENTRY_POINT, made.is_to_be_done)

    def test_an_ad_hoc_action_hides_it(self):
        """Mistral runs that one, whatever else has the name."""
        name = 'demo.backups.create'
        for taken in (
            ((name, AD_HOC), (name, ENTRY_POINT)),
            ((name, ENTRY_POINT), (name, AD_HOC)),
        ):
            seen = Observed(taken=taken)
            state, reason = self.only(self.made(observed=seen, override=True))
            self.assertEqual(State.REFUSED, state)
            self.assertIn(AD_HOC, reason)
        for content, state in (
            (self.content(), State.SAME),
            (self.content('x = 1\n'), State.CHANGED),
        ):
            seen = dataclasses.replace(
                samples.observed(content, create='Create'), taken=taken
            )
            found, reason = self.only(self.made(observed=seen))
            self.assertEqual(state, found)
            self.assertIn(f'{AD_HOC} has its name as well', reason)

    def test_gone(self):
        """A class that is not there any more would break the list."""
        seen = samples.observed(
            self.content(TWO), create='Create', other='Other', mine='Create'
        )
        made = self.made(observed=seen)
        self.assertEqual(
            {'create': State.CHANGED, 'other': State.GONE}, self.states(made)
        )
        self.assertEqual(['demo.backups.other'], [a.name for a in made.gone])
        self.assertEqual(['demo.backups.mine'], [a.name for a in made.kept])
        self.assertEqual(
            {'demo.backups.create', 'demo.backups.mine'}, set(made.classes)
        )

    def test_another_directory_of_the_name(self):
        """Their marks are the same; what would be lost tells of it."""
        content = self.content(TWO, 'actions', '0')
        source = samples.source(distribution='actions', version='0')
        for there, state in (
            ({'other': 'Other'}, State.FOREIGN),
            ({'create': 'Create'}, State.CHANGED),
        ):
            made = self.made(source, samples.observed(content, **there))
            self.assertEqual({'create': state}, self.states(made))
        made = self.made(
            source, samples.observed(content, other='Other'), override=True
        )
        self.assertEqual(
            {'create': State.NEW, 'other': State.GONE}, self.states(made)
        )

    def test_some_names(self):
        source = samples.source(TWO, classes=('Create', 'Other'))
        seen = samples.observed(self.content(), create='Create')
        made = self.made(source, seen, names={'demo.backups.other'})
        self.assertEqual({'other': State.NEW}, self.states(made))
        # The one that is there is tried with the new text as well.
        self.assertEqual(
            {'demo.backups.create', 'demo.backups.other'}, set(made.classes)
        )

    def test_findings(self):
        finding = code_source.Finding('x', 'error', 'it is wrong', 3, 7)
        made = self.made(samples.source('', findings=(finding,)))
        self.assertEqual(
            (State.REFUSED, 'backups.py:3:7: it is wrong'), self.only(made)
        )
        self.assertFalse(made.is_to_be_done)

    def test_checks(self):
        text = 'import numpy\n' + samples.ACTION
        state, reason = self.only(self.made(samples.source(text)))
        self.assertEqual(State.REFUSED, state)
        self.assertTrue(reason.startswith('backups.py:1:1: numpy'), reason)
        made = self.made(samples.source(text), allowed_imports=['numpy'])
        self.assertEqual({'create': State.NEW}, self.states(made))

    def test_strict(self):
        text = samples.ACTION.replace(
            'self.force = force', 'self.client = object()'
        )
        made = self.made(samples.source(text))
        strict = self.made(samples.source(text), strict=True)
        self.assertEqual({'create': State.REFUSED}, self.states(strict))
        self.assertEqual({'create': State.NEW}, self.states(made))
        (warning,) = made.warnings
        self.assertTrue(warning.startswith('backups.py:14:9: '), warning)

    def test_too_large_with_its_mark(self):
        text = samples.ACTION
        text += '#' * (code_source.MAX_BYTES - len(text) - 1) + '\n'
        state, reason = self.only(self.made(samples.source(text)))
        self.assertEqual(State.REFUSED, state)
        self.assertIn('with its mark', reason)
