"""Actions of installed distributions and of directories."""

import os
import pathlib
import sys
import time

import fixtures
import testtools

from heat_mistral.actions import discovery, places
from heat_mistral.actions.model import ENTRY_POINT, EXPORT, ActionsError
from heat_mistral.tests.unit.actions import samples

WRITES = """\
import pathlib
pathlib.Path(__file__).with_name('was-executed').touch()

class Spy:
    __export__ = True
"""
POINTS = '[mistral.actions]\nquick.copy = demo.cinder.backups:Create\n'


class Case(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.useFixture(fixtures.TempDir()).path

    def within(self, files, below='', prefix=None):
        root = samples.package(self.folder, files)
        return discovery.unambiguous(
            discovery.within(str(root / below), prefix)
        )

    def names(self, sources):
        return [each.name for one in sources for each in one.actions]


class TestDirectory(Case):
    def test_a_package(self):
        (found,) = self.within({samples.BACKUPS: samples.ACTION})
        self.assertEqual('demo.cinder.backups', found.name)
        self.assertEqual('demo.cinder.backups', found.module)
        self.assertEqual(samples.ACTION, found.text)
        (action,) = found.actions
        self.assertEqual('demo.cinder.backups.create', action.name)
        self.assertEqual('Create', action.class_name)
        self.assertEqual('volume_id, force=true', action.inputs)
        self.assertEqual('Create a backup.', action.description)
        self.assertEqual((4, EXPORT), (action.line, action.origin))
        self.assertEqual((), found.findings)

    def test_where_one_looks_from_changes_no_name(self):
        for below in ('', 'demo', 'demo/cinder', samples.BACKUPS):
            self.assertEqual(
                ['demo.cinder.backups.create'],
                self.names(
                    self.within({samples.BACKUPS: samples.ACTION}, below)
                ),
            )

    def test_prefix(self):
        self.assertEqual(
            ['x.y.cinder.backups.create'],
            self.names(
                self.within({samples.BACKUPS: samples.ACTION}, prefix='x.y')
            ),
        )

    def test_prefix_of_a_package(self):
        files = {samples.BACKUPS: samples.ACTION}
        self.within(files)
        init = pathlib.Path(self.folder, 'demo/cinder/__init__.py')
        for said, given, expected in (
            ("'own'", None, 'own.backups.create'),
            ("''", None, 'backups.create'),
            ("'own'", 'mine', 'mine.backups.create'),
        ):
            init.write_text(f'__actions_prefix__ = {said}\n')
            self.assertEqual(
                [expected], self.names(self.within(files, prefix=given))
            )

    def test_files_without_a_package(self):
        root = pathlib.Path(self.folder, 'loose')
        root.mkdir()
        (root / 'my_backups.py').write_text(samples.ACTION)
        for prefix, expected in (
            (None, 'my_backups.create'),
            ('x', 'x.my_backups.create'),
        ):
            self.assertEqual(
                [expected], self.names(discovery.within(str(root), prefix))
            )

    def test_nothing_is_executed(self):
        found = self.within({'demo/spy.py': WRITES})
        self.assertEqual(['demo.spy.spy'], self.names(found))
        self.assertFalse(
            pathlib.Path(self.folder, 'demo/was-executed').exists()
        )
        self.assertNotIn('demo', sys.modules)

    def test_broken_files(self):
        broken = {
            'demo/syntax.py': '__export__ = True\nclass A(:\n',
            'demo/nul.py': b'__export__ = "\0"',
            'demo/latin.py': b'# coding: latin-1\n__export__ = "\xe4"\n',
            'demo/deep.py': '__export__ = ' + '(' * 50_000,
        }
        found = self.within(
            {
                **broken,
                samples.BACKUPS: samples.ACTION,
                'demo/other.py': 'class (',
            }
        )
        refused = {one.name: one for one in found if one.findings}
        self.assertEqual(
            {name[:-3].replace('/', '.') for name in broken}, set(refused)
        )
        (finding,) = refused['demo.syntax'].findings
        self.assertEqual(2, finding.line)
        self.assertEqual(['demo.cinder.backups.create'], self.names(found))

    def test_one_name_twice(self):
        found = self.within(
            {
                'demo/a.py': 'class HttpGet: __export__ = True\n'
                'class HTTPGet: __export__ = True\n'
            }
        )
        self.assertIn('is given twice', found[0].findings[0].message)

    def test_two_files_of_a_name(self):
        found = self.within(
            {'demo/aB.py': samples.ACTION, 'demo/a_b.py': samples.ACTION}
        )
        self.assertEqual(2, len(found))
        for one in found:
            self.assertIn('another file', one.findings[0].message)

    def test_a_file_that_is_found_twice(self):
        self.within({samples.BACKUPS: samples.ACTION})
        twice = discovery.within(self.folder) + discovery.within(
            os.path.join(self.folder, 'demo')
        )
        (found,) = discovery.unambiguous(twice)
        self.assertEqual((), found.findings)

    def test_hidden_directories_and_pipes(self):
        os.mkfifo(os.path.join(self.folder, 'pipe.py'))
        self.assertEqual([], self.within({'.venv/demo/a.py': samples.ACTION}))

    def test_none(self):
        for what in ('/nonexistent', './none', 'no-such-package'):
            self.assertRaises(ActionsError, discovery.within, what)

    def test_five_hundred_files_in_a_second(self):
        self.within(
            {f'demo/m{number}.py': samples.ACTION for number in range(500)}
        )
        begun = time.process_time()
        found = discovery.within(self.folder)
        took = time.process_time() - begun
        self.assertEqual(500, len(found))
        # A second by itself; processes beside it may take its cache.
        self.assertLess(took, 2)


class TestDistribution(Case):
    def install(self, *arguments, **more):
        samples.distribution(self.folder, *arguments, **more)
        self.useFixture(fixtures.MonkeyPatch('sys.path', [self.folder]))

    def test_exports_and_entry_points(self):
        text = samples.ACTION + '\n\nclass Plain:\n    __export__ = True\n'
        self.install('demo-actions', {samples.BACKUPS: text}, POINTS)
        (found,) = discovery.everything()
        self.assertEqual(
            [
                ('demo.cinder.backups.plain', 'Plain', EXPORT),
                ('quick.copy', 'Create', ENTRY_POINT),
            ],
            [(one.name, one.class_name, one.origin) for one in found.actions],
        )
        self.assertEqual(
            ('demo-actions', '1.2'), (found.distribution, found.version)
        )
        for name in ('demo-actions', 'Demo_Actions'):
            self.assertEqual([found], discovery.within(name))

    def test_nothing_is_imported(self):
        self.install(
            'spy', {'spied/spy.py': WRITES, 'spied/more.py': WRITES}, POINTS
        )
        discovery.everything()
        discovery.within('spy')
        self.assertEqual(
            [], list(pathlib.Path(self.folder).rglob('was-executed'))
        )
        self.assertNotIn('spied', sys.modules)

    def test_entry_points_that_name_nothing(self):
        self.install(
            'demo',
            {samples.BACKUPS: samples.ACTION},
            '[mistral.actions]\na = demo.cinder.backups:No\nb = demo.gone:X\n',
        )
        found = discovery.unambiguous(discovery.everything())
        told = [one.message for each in found for one in each.findings]
        self.assertEqual(2, len(told))
        self.assertIn("names 'No'", told[0])
        self.assertIn('names the module demo.gone', told[1])

    def test_names_that_cannot_be_asked_for(self):
        self.install(
            'demo',
            {samples.BACKUPS: samples.ACTION},
            '[mistral.actions]\na/b = demo.cinder.backups:Create\n',
        )
        (found,) = discovery.unambiguous(discovery.everything())
        self.assertIn('part of a URL', found.findings[0].message)

    def test_a_file_that_is_listed_and_gone(self):
        self.install('demo', {samples.BACKUPS: samples.ACTION})
        pathlib.Path(self.folder, samples.BACKUPS).unlink()
        self.assertEqual([], discovery.everything())

    def test_in_development(self):
        """Its files are where the finder of the package has them."""
        made = pathlib.Path(self.folder, 'made')
        samples.distribution(made, 'demo', {}, version='3')
        info = made / 'demo-3.dist-info'
        (info / 'RECORD').write_text('__editable__.demo.pth,,\n')
        # From Python 3.12 on, only files that are there are listed.
        (made / '__editable__.demo.pth').touch()
        (info / 'top_level.txt').write_text('demo\n')
        samples.package(
            os.path.join(self.folder, 'src'), {samples.BACKUPS: samples.ACTION}
        )
        self.useFixture(
            fixtures.MonkeyPatch(
                'sys.path', [str(made), os.path.join(self.folder, 'src')]
            )
        )
        self.assertEqual(
            ['demo.cinder.backups.create'], self.names(discovery.everything())
        )

    def test_what_mistral_itself_has(self):
        found = {
            one.name: one
            for each in discovery.within('mistral')
            for one in each.actions
        }
        self.assertEqual('output, delay=0', found['std.echo'].inputs)
        self.assertEqual(ENTRY_POINT, found['std.echo'].origin)

    def test_each_distribution_once(self):
        names = [place.distribution for place in places.installed()]
        self.assertEqual(len(set(names)), len(names))
