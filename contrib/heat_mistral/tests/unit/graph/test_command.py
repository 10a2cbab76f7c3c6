"""The command line and what it reads."""

import contextlib
import io
import os

import fixtures
import testtools

from heat_mistral.core import definition
from heat_mistral.graph import command, model, source
from heat_mistral.tests.unit.graph import samples

DEFINITION = 'one: {tasks: {a: {}}}\ntwo: {tasks: {b: {}}}\n'
TEMPLATE = """\
heat_template_version: 2018-08-31
resources:
  literal:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        one: {tasks: {a: {action: std.noop}}}
  file:
    type: OS::Mistral::Workflow
    properties: {definition: {get_file: sub/wf.yaml}}
  tasks:
    type: OS::Mistral::Workflow
    properties:
      type: direct
      tasks:
        - {name: first, action: std.noop, on_success: [second]}
        - {name: second, action: {get_param: x}, policies: {timeout: '5'}}
  server:
    type: OS::Nova::Server
"""


class Case(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.useFixture(fixtures.TempDir()).path
        os.mkdir(os.path.join(self.folder, 'sub'))
        self.file('sub/wf.yaml', DEFINITION)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as stream:
            stream.write(
                content.encode() if isinstance(content, str) else content
            )
        return path

    def run_it(self, *arguments):
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            status = command.main(arguments)
        return status, out.getvalue(), err.getvalue()


class TestSource(Case):
    def test_template(self):
        found = source.read(self.file('t.yaml', TEMPLATE))
        self.assertEqual(
            ['literal.one', 'file.one', 'file.two', 'tasks'],
            [one.name for one in found],
        )
        tasks = found[-1].workflow
        self.assertEqual(
            (model.Edge('on-success', 'first', 'second'),), tasks.edges
        )
        self.assertEqual(('timeout 5 s',), tasks.tasks[1].marks)

    def test_choose(self):
        found = source.read(self.file('t.yaml', TEMPLATE))
        for name, chosen in (
            ('two', 'file.two'),
            ('file.one', 'file.one'),
            ('tasks', 'tasks'),
            ('stack.file.two', 'file.two'),
            ('stack-1.literal.one', 'literal.one'),
        ):
            self.assertEqual(chosen, source.choose(found, name).name)
        for name, word in (
            ('one', 'several'),
            ('stack.one', 'several'),
            ('three', 'no workflow three'),
        ):
            ex = self.assertRaises(
                model.GraphError, source.choose, found, name
            )
            self.assertIn(word, str(ex))
            self.assertIn('literal.one, file.one, file.two, tasks', str(ex))

    def test_one_name_at_the_end_of_another(self):
        found = source.parsed('b: {tasks: {a: {}}}\na.b: {tasks: {a: {}}}')
        for name, chosen in (('s.r.a.b', 'a.b'), ('s.r.b', 'b'), ('b', 'b')):
            self.assertEqual(chosen, source.choose(found, name).name)

    def test_replaced_characters(self):
        found = source.parsed('"a,b": {tasks: {a: {}}}\nb: {tasks: {a: {}}}')
        self.assertEqual('a,b', source.choose(found, 's.r.a_b').name)


class TestCommand(Case):
    def test_draws(self):
        path = self.file('rich.yaml', samples.RICH)
        for form, start in (('mermaid', 'flowchart'), ('svg', '<svg')):
            status, out, err = self.run_it(path, '--format', form)
            self.assertEqual((0, ''), (status, err))
            self.assertTrue(out.startswith(start))
            target = os.path.join(self.folder, form)
            self.assertEqual(
                (0, '', ''),
                self.run_it(path, '--format', form, '--output', target),
            )
            with open(target, encoding='utf-8') as stream:
                self.assertEqual(out, stream.read())

    def test_page(self):
        path = self.file('rich.yaml', samples.RICH)
        status, out, err = self.run_it(path, '--format', 'html')
        self.assertEqual((0, ''), (status, err))
        self.assertTrue(out.startswith('<!DOCTYPE html>\n'))
        self.assertIn('<h1>rich.yaml</h1>', out)
        self.assertIn('Workflow deploy', out)
        out = self.run_it(path, '--workflow', 'boot_one', '--format', 'html')[
            1
        ]
        self.assertNotIn('Workflow deploy', out)

    def test_workflow(self):
        path = self.file('t.yaml', TEMPLATE)
        out = self.run_it(path, '--workflow', 'two')[1]
        self.assertIn('subgraph w1["file.two', out)
        self.assertNotIn('subgraph w2', out)

    def test_refusals(self):
        resource = (
            'heat_template_version: 2018-08-31\nresources:\n  r:\n'
            '    type: OS::Mistral::Workflow\n    properties: '
        )
        for content, words in (
            (
                'wf: {tasks: {a: {on-success: b}}}',
                'line 1, column 18: there is no task "b"',
            ),
            ('[', 'line 1'),
            ('', 'empty'),
            (b'\xff', 'not UTF-8'),
            ('heat_template_version: 2018-08-31\n', 'no resource'),
            (
                resource + '{definition: {get_param: x}}',
                'resource r: "definition" is not known before the stack is',
            ),
            (resource + '{definition: {get_file: none.yaml}}', 'none.yaml'),
            (resource + '{definition: {get_file: "http://x/y"}}', 'not known'),
            (resource + '{}', 'not known'),
            (resource + '{definition: "wf: 5"}', 'resource r: line 1'),
            (resource + '{tasks: {get_param: x}}', 'r: "tasks" is not known'),
            (resource + '{tasks: [{}]}', 'task 1 needs a "name"'),
            (
                resource + '{tasks: [{name: a, on_success: b}]}',
                'resource r: task a, on-success: there is no task "b"',
            ),
        ):
            status, out, err = self.run_it(self.file('x.yaml', content))
            self.assertEqual((2, ''), (status, out), content)
            self.assertTrue(err.startswith('python -m heat_mistral.graph: '))
            self.assertIn(words, err)
            self.assertEqual(1, err.count('\n'))

    def test_files_that_are_none(self):
        for arguments in (
            ('/nonexistent/x',),
            (self.folder,),
            (self.file('a.yaml', samples.RICH), '--output', '/nonexistent/x'),
        ):
            status, out, err = self.run_it(*arguments)
            self.assertEqual((2, '', 1), (status, out, err.count('\n')))

    def test_usage(self):
        for arguments in (
            (),
            ('a', '--format', 'png'),
            ('a', '--stack', 's'),
            ('--execution', 'e', '--stack', 's'),
            ('a', '--resource', 'r'),
        ):
            ex = self.assertRaises(SystemExit, self.run_it, *arguments)
            self.assertEqual(2, ex.code)

    def test_brackets(self):
        """Deep ones are refused, whether or not it might be a template."""
        for start in ('', 'heat_template_version: '):
            status, _, err = self.run_it(
                self.file('x.yaml', start + '[' * 3000)
            )
            self.assertEqual((2, 1), (status, err.count('\n')))
            self.assertNotIn('Traceback', err)
        self.assertRaises(definition.DefinitionError, source.parsed, '[')
