"""The program, as far as it asks no Mistral."""

import contextlib
import io
import json
import logging
import os
import pathlib
import sys

import fixtures
import testtools

from heat_mistral.actions import formatters, shell
from heat_mistral.tests.unit.actions import samples

COMMANDS = {
    'action-list',
    'adopt',
    'bash-completion',
    'clear',
    'complete',
    'discover',
    'help',
    'markdown-dump',
    'register',
    'show',
    'unregister',
}


class TestShell(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.useFixture(fixtures.TempDir()).path
        root = logging.getLogger()
        # The program sets up the logging of its process.
        self.addCleanup(setattr, root, 'handlers', list(root.handlers))
        self.addCleanup(root.setLevel, root.level)
        for name in list(os.environ):
            if name.startswith('OS_'):
                self.useFixture(fixtures.EnvironmentVariable(name))

    def run_it(self, *arguments):
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            try:
                status = shell.main(arguments)
            except SystemExit as ex:
                status = ex.code
        return status, out.getvalue(), err.getvalue()

    def test_without_arguments_it_tells_what_there_is(self):
        status, out, err = self.run_it()
        self.assertEqual((0, ''), (status, err))
        told = out.partition('Commands:')[2].split('\n')
        self.assertEqual(
            COMMANDS, {line.split()[0] for line in told if line.strip()}
        )
        self.assertIn('usage: mistral-actions', out)

    def test_every_command_has_help(self):
        for name in COMMANDS - {'help', 'complete', 'bash-completion'}:
            status, out, _ = self.run_it('help', name)
            self.assertEqual(0, status)
            self.assertIn(f'usage: mistral-actions {name}', out)

    def test_usage(self):
        for arguments in (
            ('nonsense',),
            ('register', '--scope', 'x'),
            ('unregister',),
            ('unregister', 'a', '--wait', '--force'),
            ('discover', '-f', 'x'),
            ('show',),
        ):
            self.assertEqual(2, self.run_it(*arguments)[0], arguments)

    def test_completion(self):
        for name in ('complete', 'bash-completion'):
            status, out, _ = self.run_it(name)
            self.assertEqual(0, status)
            self.assertIn('complete -F _mistral_actions mistral-actions', out)
            self.assertIn('--override', out)

    def test_discover(self):
        root = samples.package(self.folder, {samples.BACKUPS: samples.ACTION})
        status, out, err = self.run_it('discover', str(root), '-f', 'json')
        self.assertEqual((0, ''), (status, err))
        self.assertEqual(
            [
                {
                    'Name': 'demo.cinder.backups.create',
                    'Inputs': 'volume_id, force=true',
                    'Description': 'Create a backup.',
                    'Distribution': pathlib.Path(self.folder).name,
                    'Place': f'{root}/{samples.BACKUPS}:4',
                    'By': '__export__',
                }
            ],
            json.loads(out),
        )

    def test_discover_tells_what_is_broken(self):
        root = samples.package(
            self.folder,
            {samples.BACKUPS: samples.ACTION, 'demo/x.py': '__export__ = (\n'},
        )
        status, out, err = self.run_it(
            'discover', str(root), '-f', 'value', '-c', 'Name'
        )
        self.assertEqual((1, 'demo.cinder.backups.create\n'), (status, out))
        self.assertEqual(
            f"refused: {root}/demo/x.py:1:14: this is no Python: '(' was "
            f'never closed\n',
            err,
        )

    def test_no_way_to_mistral(self):
        for arguments, words in (
            (('action-list',), 'OS_AUTH_URL'),
            (('--os-cloud', 'none', 'action-list'), 'none'),
            (('discover', './none'), 'no file or directory'),
        ):
            status, out, err = self.run_it(*arguments)
            self.assertEqual((1, ''), (status, out))
            self.assertIn(words, err)
            self.assertEqual(1, err.count('\n'), err)

    def test_neither_heat_nor_openstacksdk_is_imported(self):
        """It is there soon."""
        code = (
            'import sys; from heat_mistral.actions import shell; '
            'shell.main(["discover", sys.argv[1]]); '
            'sys.exit(" ".join({"heat", "openstack", "mistralclient"} '
            '& set(sys.modules)) or 0)'
        )
        path = os.pathsep.join(path for path in sys.path if path)
        self.assertEqual(
            0,
            os.spawnve(
                os.P_WAIT,
                sys.executable,
                [sys.executable, '-W', 'ignore', '-c', code, self.folder],
                {**os.environ, 'PYTHONPATH': path},
            ),
        )


class TestMarkdown(testtools.TestCase):
    def test_table(self):
        out = io.StringIO()
        formatters.Markdown().emit_list(
            ('Name', 'Inputs'),
            [('a|b', 'x="\\n"'), ('two\nlines', None), ('<b>', 5)],
            out,
            None,
        )
        self.assertEqual(
            '| Name | Inputs |\n| --- | --- |\n'
            '| a\\|b | x="\\\\n" |\n| two lines |  |\n| &lt;b> | 5 |\n',
            out.getvalue(),
        )
