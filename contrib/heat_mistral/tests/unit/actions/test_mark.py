"""The first line of what is uploaded."""

import ast

import testtools

from heat_mistral.actions import mark

TEXT = '"""Doc."""\nfrom __future__ import annotations\nx = 1\n'


class TestMark(testtools.TestCase):
    def test_there_and_back(self):
        content = mark.marked(TEXT, 'demo', '1.2')
        self.assertRegex(
            content.splitlines()[0],
            r'^# mistral-actions: demo 1\.2 sha256:[0-9a-f]{64}$',
        )
        self.assertEqual(mark.Mark('demo', '1.2', True), mark.read(content))
        self.assertEqual(TEXT, mark.rest(content))

    def test_it_moves_nothing_that_must_be_first(self):
        tree = ast.parse(mark.marked(TEXT, 'demo', '1.2'))
        self.assertEqual('Doc.', ast.get_docstring(tree))
        compile(tree, 'x', 'exec')

    def test_a_change_shows(self):
        content = mark.marked(TEXT, 'demo', '1.2')
        for changed in (content + ' ', content.replace('x = 1', 'x = 2')):
            self.assertFalse(mark.read(changed).is_intact)

    def test_no_mark(self):
        content = mark.marked(TEXT, 'demo', '1.2')
        for other in (
            '',
            TEXT,
            '\n' + content,
            content.replace('mistral-actions', 'other'),
            content.replace('sha256:', 'sha256:z'),
            content.partition('\n')[0],
        ):
            self.assertIsNone(mark.read(other), other)
            self.assertEqual(other, mark.rest(other))

    def test_a_name_stays_one_word(self):
        content = mark.marked('', 'my  package', '')
        self.assertEqual(
            mark.Mark('my-package', '-', True), mark.read(content)
        )
