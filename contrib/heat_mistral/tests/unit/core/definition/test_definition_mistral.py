"""Mistral's own reading of texts beside ours; skipped without Mistral."""

import testtools
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.core.definition import load, meaning
from heat_mistral.tests.unit.support import definition_samples, mistral_process

TASK = definition_samples.TASK


class WithMistral(testtools.TestCase):
    def setUp(self):
        super().setUp()
        if not mistral_process.installed():
            self.skipTest('Mistral is not installed')

    def refusal(self, text):
        """What Mistral says of a text, or None."""
        return mistral_process.ask('accept', text)[1]


class TestReading(WithMistral):
    def agrees(self, text):
        theirs, fault = mistral_process.ask('read', text)
        if fault is not None:
            return  # what it cannot read it refuses when it is registered
        try:
            ours = load.compose(text).value()
        except definition.DefinitionError as fault:
            self.fail(f'{text!r} is refused: {fault}')
        self.assertEqual(theirs, mistral_process.shown(ours), text)

    def test_scalars(self):
        for scalar in (
            '0o7', '07', '0x1f', '0b11', '1_000', '1:30', '1:30.5', '1e3',
            '1.0e+3', '1e22', '.5', '5.', '-.inf', '.NaN', '+1', '-0', '0',
            'yes', 'NO', 'On', 'y', 'n', 'true', '~', 'Null', 'null', '',
            '2001-01-01', '2001-01-01 10:00:00 +01:00', '2001-01-01T1:2:3Z',
            '<<', '{=: a}', "{? '=' : =}", '[a ,?b]',
            '{a?b: c}', '*a', '&a', '@a', 'a&b', '!!str 5', "!!int '5'",
            '!!float 5', '!!bool yes', "!!null ''", '!!binary aGk=',
            '!!set {a, b}', '!!omap [a: 1]', '!!pairs [a: 1, a: 2]',
            '! 5', '! a', '{5: a, ~: b, yes: c, 1.5: d}', '{? a : b, c}',
            '{<<: {a: 1}, b: 2}', '{b: 2, <<: [{a: 1}, {b: 3}]}',
            '{a: 1, a: 2}', "'it''s'", '"\\x41\\u00e9\\U0001F600\\n"',
            '"\\ud800"', '[a, [b, {c: d}]]', '{a: , b: }', 'a\n  b\n\n  c',
            '|\n  a\n   b\n', '>-\n  a\n  b\n\n  c\n', '|2+\n    a\n\n',
            'a #b', 'a# b', '[http://a:80/b?c=d]', '[a:b]', '{a:b, c: d}',
            '<% $.a %>', '\u2028', 'a\x85  b', '\ufeff', 'a\ufeffb', 'é',
        ):  # fmt: skip
            self.agrees(f'a: {scalar}')
            self.agrees(f'a: {scalar}\n')
            self.agrees(scalar)
            self.agrees(f'\ufeff- {scalar}\r\n')

    @settings(max_examples=1500, deadline=None)
    @given(definition_samples.fragments | definition_samples.damaged())
    def test_any(self, text):
        self.agrees(text)

    @settings(max_examples=100, deadline=None)
    @given(st.text(st.characters(codec=None)))
    def test_any_text(self, text):
        self.agrees(text)

    def test_our_loader_is_theirs(self):
        for text in (
            definition_samples.ONE,
            definition_samples.TWO,
            'a: [&b, *c, @d]',
        ):
            self.assertEqual(
                mistral_process.ask('read', text),
                [
                    mistral_process.shown(yaml.load(text, load.MistralLoader)),
                    None,
                ],
            )


class TestAccepting(WithMistral):
    """What Mistral accepts is accepted, but for what we refuse on purpose."""

    ON_PURPOSE = (
        'spaces',  # its database refuses them
        '255',  # so for these
        'empty',
        'another workflow',  # the last one would win without a word
        'this is a workbook',
        'version',
        'in quotes',  # a 500
        'document',
        'levels deep',
    )

    @settings(max_examples=500, deadline=None)
    @given(definition_samples.damaged())
    def test_damaged(self, text):
        try:
            definition.parse(text)
        except definition.DefinitionError as fault:
            if any(word in str(fault) for word in self.ON_PURPOSE):
                return
            self.assertIsNotNone(self.refusal(text), f'{text!r}: {fault}')

    @settings(max_examples=6, deadline=None)
    @given(definition_samples.definitions())
    def test_generated(self, sample):  # Mistral takes 0.1 s a task
        parsed = definition.parse(sample[0])
        names = {
            n: definition.registered_name('s.r', n) for n in parsed.workflows
        }
        texts = definition.qualify(parsed, names, {'v_in': {'a': [1]}})
        joined = definition.join(texts.values())
        for text in {joined, next(iter(texts.values()))}:
            self.assertIsNone(self.refusal(text))

    def test_what_it_stores_means_the_same(self):
        parsed = definition.parse(definition_samples.TWO)
        names = {n: f's.{n}' for n in parsed.workflows}
        texts = definition.qualify(parsed, names, {'a': [1e22, '&x', '\x85']})
        joined = definition.join(texts.values())
        stored, _ = mistral_process.ask('stored', joined)
        for short, text in texts.items():
            self.assertNotEqual(text, stored[names[short]])
            self.assertTrue(meaning.same(text, stored[names[short]]))


class TestExplain(WithMistral):
    def explained(self, text, at, *words):
        parsed = definition.parse(text)
        names = {
            n: definition.registered_name('s.r', n) for n in parsed.workflows
        }
        qualified = definition.qualify(parsed, names, {})
        fault = self.refusal(definition.join(qualified.values()))
        error = definition.explain(parsed, fault)
        self.assertEqual(at, (error.line, error.column), str(error))
        self.assertNotIn('\n', error.message)
        for word in words:
            self.assertIn(word, error.message)

    def test_schema(self):
        for addition, at, word in (
            ('      actio: x\n', (9, 7), 'actio'),
            ('      on-success:\n        - fail: <% $.a\n', (10, 11), '<% $'),
            ('      retry: {count: x}\n', (9, 15), "'x'"),
            ('      publish: [a]\n', (9, 7), "['a']"),
            ('    t2:\n', (9, 5), 'None'),
            ('  tags: [1]\n', (9, 10), '1 is not'),
            ('  output: text\n', (9, 3), "'text'"),
            ('  input: [a, a]\n', (9, 3), 'non-unique'),
        ):
            text = f'other:\n{TASK}wf:\n{TASK}{addition}'
            self.explained(text, at, word)

    def test_semantics(self):
        for addition, at in (
            ('      on-success: t9\n', (9, 7)),
            ('      on-success: [noop, t9]\n', (9, 26)),
            ('      join: all\n', (7, 5)),
            ('      on-success: t1\n', (5, 1)),
        ):
            text = f'other:\n{TASK.replace("t1", "t0")}wf:\n{TASK}{addition}'
            self.explained(text, at)

    def test_expressions(self):
        start = 'wf:\n  tasks:\n    t1:\n      action: std.echo\n      '
        for addition, at, word in (
            (
                'input: {output: <% $.days * * 2 %>}',
                (5, 23),
                'at position 10 of "<% $.days * * 2 %>"',
            ),
            (
                'publish: {x: <% 1 %>, y: "in <% $.a b %> days"}',
                (5, 36),
                '"<% $.a b %>"',
            ),
            (
                'publish:\n        x: |\n          one\n          <% 1 2 %>\n',
                (8, 11),
                '"<% 1 2 %>"',
            ),
            ('publish: {x: "\\t<% 1 2 %>"}', (5, 23), '"<% 1 2 %>"'),
            ('publish: {x: "\\x3c% 1 2 %>"}', (5, 17), '"<% 1 2 %>"'),
            ('on-success: [{fail: <% 1 2 %>}]', (5, 27), '"<% 1 2 %>"'),
            ('action: std.echo output=<% 1 2 %>', (5, 31), '"<% 1 2 %>"'),
            ('publish: {x: <% 1 %>, y: <% ` %>}', (5, 32), '"<% ` %>"'),
            ('publish: {x: <% f( %>}', (5, 20), 'end of statement'),
            ('publish: {x: "a {{ 1 2 }}"}', (5, 23), 'Jinja'),
            ('publish: {x: "{% if 1 %}{{ 2 }}"}', (5, 21), 'endif'),
        ):
            self.explained(f'{start}{addition}', at, word)

    def test_one_of_several_expressions(self):
        text = f'wf:\n{TASK}      publish: {{x: <% f( %>, y: <% 1 %>}}\n'
        fault = self.refusal(f"version: '2.0'\n{text}")
        error = definition.explain(definition.parse(text), fault)
        self.assertIn('Mistral refuses the definition: a YAQL', str(error))

    def test_property(self):
        text = "wf:\n  tasks:\n    t: {workflow: '-x y=1'}\n"
        self.explained(text, (3, 9))

    def test_without_a_place(self):
        parsed = definition.parse(f'wf:\n{TASK}')
        error = definition.explain(parsed, 'It is broken.\nreally')
        self.assertEqual(
            'Mistral refuses the definition: It is broken.', str(error)
        )
        self.assertIn('no reason', str(definition.explain(parsed, ' ')))

    @settings(max_examples=100, deadline=None)
    @given(
        st.text()
        | st.builds(
            "Invalid DSL: '{}'\n\nOn instance['{}'][{}]:\n    {}".format,
            st.text(),
            st.sampled_from(('one', 'tasks', 'x')),
            st.sampled_from(('0', "'a'", 'x')),
            st.text(),
        )
    )
    def test_any_fault(self, fault):
        parsed = definition.parse(definition_samples.TWO)
        self.assertTrue(str(definition.explain(parsed, fault)))
