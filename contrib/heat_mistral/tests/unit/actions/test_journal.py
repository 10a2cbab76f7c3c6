"""What a killed command has left."""

import os
import pathlib
import time

import fixtures
import testtools

from heat_mistral.actions import journal


class TestJournal(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(self.useFixture(fixtures.TempDir()).path)
        self.swept = []

    def journal(self, mistral='m'):
        return journal.Journal(mistral, self.folder / 'state')

    def lines(self):
        (file,) = (path for path in self.folder.rglob('*') if path.is_file())
        return file.read_text().splitlines()

    def test_of_a_process_that_is_gone(self):
        pid = os.posix_spawn('/bin/true', ['true'], {})
        os.waitpid(pid, 0)
        self.journal().note('mine')
        (file,) = (path for path in self.folder.rglob('*') if path.is_file())
        file.write_text(
            f'{pid} m gone\n{pid} other gone too\n1 m alive\n-1 m\nbroken\n'
        )
        self.journal().sweep(self.swept.append)
        self.assertEqual([{'gone', ''}], self.swept)
        self.assertEqual(
            [f'{pid} other gone too', '1 m alive', 'broken'], self.lines()
        )

    def test_of_another_machine(self):
        """Its processes cannot be seen: what it notes stays for an hour."""
        noted = 'platform.node', lambda: 'elsewhere'
        with fixtures.MonkeyPatch(*noted):
            self.journal().note('used')
        self.journal().sweep(self.swept.append)
        self.assertEqual([], self.swept)
        self.assertEqual(1, len(self.lines()))
        later = time.time() + 3601
        self.useFixture(fixtures.MonkeyPatch('time.time', lambda: later))
        self.journal().sweep(self.swept.append)
        self.assertEqual([{'used'}], self.swept)
        self.assertEqual([], self.lines())

    def test_what_was_not_swept_stays(self):
        self.journal().note('mine')

        def remove(names):
            raise ValueError

        self.assertRaises(ValueError, self.journal().sweep, remove)
        self.journal().sweep(self.swept.append)
        self.assertEqual([{'mine'}], self.swept)
        self.assertEqual([], self.lines())
        self.journal().sweep(self.swept.append)
        self.assertEqual(1, len(self.swept))

    def test_without_a_place_for_it(self):
        (self.folder / 'state').write_text('a file')
        self.journal().note('mine')
        self.journal().sweep(self.swept.append)
        self.assertEqual([], self.swept)

    def test_where_it_is(self):
        self.useFixture(
            fixtures.EnvironmentVariable('XDG_STATE_HOME', str(self.folder))
        )
        journal.Journal.default('m').note('a')
        (line,) = self.lines()
        self.assertTrue(line.startswith(f'{os.getpid()} m a '), line)
