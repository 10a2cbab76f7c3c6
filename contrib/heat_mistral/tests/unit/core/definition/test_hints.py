"""What a text that cannot be read was probably meant to be."""

import textwrap
import time

import testtools
import yaml

from heat_mistral.core import definition
from heat_mistral.core.definition import hints

JINJA = 'a value that starts with a Jinja expression needs quotes'
BAR = 'write "definition: |"'
COLON = 'a value that has ": " in it needs quotes'


def fault(text):
    try:
        definition.parse(text)
    except definition.DefinitionError as ex:
        return ex
    return None


class JinjaTest(testtools.TestCase):
    START = 'wf:\n  tasks:\n    t:\n      '

    def test_at_the_start_of_a_value(self):
        for value, column in (
            ('action: {{ x }}', 16),
            ('action: {{ x.y | default(1) }}', 16),
            ('action: {{ x }}s', 22),
            ('action: {{ x }} {{ y }}', 23),
            ("action: {{ x['a'] }}", 19),
            ('action: {% if x %}y{% endif %}', 16),
            ('with-items: [{{ x }}]', 21),
            ('publish: {x: {{ x }}}', 21),
            ('on-success: [a, {b: {{ x }}}]', 28),
        ):
            ex = fault(self.START + value)
            self.assertEqual((4, column), (ex.line, ex.column), value)
            self.assertIn(JINJA, ex.message)
            self.assertNotIn('\n', ex.message)

    def test_in_a_list_of_lines(self):
        ex = fault('wf:\n  output:\n    - {{ x }}\n  tasks: {t: {}}')
        self.assertEqual(3, ex.line)
        self.assertIn(JINJA, ex.message)

    def test_beside_a_merge(self):
        ex = fault(f'<<: {{}}\n{self.START}action: {{{{ x }}}}')
        self.assertEqual(5, ex.line)
        self.assertIn(JINJA, ex.message)

    def test_not_of_another_fault(self):
        for value in (
            'action: a: "{{ x }}"',
            'action: x "{{ x }}": b: c',
            'action: "a: {{ x }}" b',
        ):
            self.assertNotIn(JINJA, str(fault(self.START + value)), value)


class FoldedTest(testtools.TestCase):
    def folded(self, text):
        """The text as a template has it that says ">"."""
        template = 'definition: >\n' + textwrap.indent(
            textwrap.dedent(text), '  '
        )
        return yaml.safe_load(template)['definition']

    def test_a_version_and_a_workflow(self):
        for version in ("'2.0'", '"2.0"', '2.0', '2'):
            ex = fault(
                self.folded(f"""\
                version: {version}
                main:
                  tasks:
                    t:
                      action: std.noop
                """)
            )
            self.assertEqual(1, ex.line)
            self.assertIn(BAR, ex.message)

    def test_a_comment_before_them(self):
        ex = fault(
            self.folded("""\
                # what it is for
                version: '2.0'
                main:
                  tasks: {t: {action: std.noop}}
                """)
        )
        self.assertIn(BAR, ex.message)

    def test_a_comment_and_a_workflow(self):
        ex = fault(self.folded('# mine\nmain:\n  tasks:\n    t: {}\n'))
        self.assertIn('stand the workflows', ex.message)

    def test_one_line(self):
        for text in (
            "version: '2.0' main: tasks: t: action: std.noop",
            'main: tasks: t: action: std.noop\n',
        ):
            self.assertIn(BAR, fault(text).message)

    def test_what_is_right_that_way(self):
        text = """\
            main:
              tasks:
                t: {action: std.noop}
            other:
              tasks:
                t: {action: std.noop}
            """
        self.assertIsNone(fault(self.folded(text)))

    def test_not_of_another_fault(self):
        for text in (
            "version: '2.0' # it is\nmain: [\n",
            "version: '2.0'\nmain: a: b\n",
            'main: {tasks: {t: {action: a: b, c: d}}}',
            '# version 2.0\nmain: [',
            'main: [',
        ):
            self.assertNotIn(BAR, str(fault(text)), text)


class OtherTest(testtools.TestCase):
    def test_a_colon(self):
        ex = fault('wf:\n  description: first: second\n')
        self.assertEqual((2, 21), (ex.line, ex.column))
        self.assertIn(COLON, ex.message)
        ex = fault('wf:\n  description: <% $.a: b %>\n')
        self.assertIn(COLON, ex.message)

    def test_a_task_beside_the_workflows(self):
        ex = fault('wf: {tasks: {a: {}}}\nb:\n  action: std.noop\n')
        self.assertEqual(2, ex.line)
        self.assertIn('if it is a task, indent it', ex.message)

    def test_time(self):
        for part in ('{{', ' ', ':', ': ', '\n', '\r', "'", 'version: a '):
            text = part * (500_000 // len(part))
            began = time.process_time()
            for at in (0, len(text) // 2, len(text)):
                hints.hint(text, at)
            self.assertLess(time.process_time() - began, 2, part)
