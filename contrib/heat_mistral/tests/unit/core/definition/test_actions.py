"""Texts of ad-hoc actions: read, checked, and registered by other names."""

import textwrap

import testtools

from heat_mistral.core import definition
from heat_mistral.core.definition import (
    action_checks,
    action_texts,
    actions,
    yaql_syntax,
)

TWO = """\
# What all of them do.
version: '2.0'

# Says it.
say:
  input: [what, {loud: null}]
  base: std.echo output=<% $.what %>  # the result
# Says it louder.
shout:
  base: say
  base-input:
    what: <% $.x %>!
"""


def parse(text):
    return actions.parse(textwrap.dedent(text))


class ActionsTest(testtools.TestCase):
    def assertFault(self, expected, text):
        ex = self.assertRaises(definition.DefinitionError, parse, text)
        self.assertIn(expected, str(ex))

    def test_what_is_read(self):
        found = parse(TWO)
        self.assertEqual(['say', 'shout'], list(found.actions))
        say, shout = found.actions.values()
        self.assertEqual('std.echo', say.base)
        self.assertEqual(
            {'what': definition.REQUIRED, 'loud': None}, say.inputs
        )
        self.assertEqual((5, 1), (say.line, say.column))
        self.assertEqual('say', shout.base)

    def test_what_is_no_text_of_actions(self):
        for text, expected in (
            ('', 'the definition is empty'),
            ('/etc/hostname', 'line 1, column 1: not a map of actions'),
            ("version: '2.0'", 'there is no action'),
            ('a: [', 'not YAML'),
            ('version: 3\na: {base: b}', 'line 1, column 1: the version'),
            ('a: std.echo', 'line 1, column 1: the action "a" must be a map'),
            ('a: {tasks: {t: {action: b}}}', 'this is a workflow'),
            ('actions: {a: {base: b}}', 'this is a workbook'),
            (
                'name: w\nworkflows: {a: {tasks: {t: {action: b}}}}',
                'line 2, column 1: this is a workbook',
            ),
            ('name: b\nactions: {a: {base: b}}', 'this is a workbook'),
            ('actions:\nworkflows:', 'or else this is a workbook'),
            ('a: {base: b}\nworkflows:', 'or else this is a workbook'),
        ):
            self.assertFault(expected, text)

    def test_actions_are_no_workflows(self):
        ex = self.assertRaises(
            definition.DefinitionError, definition.parse, 'a: {base: b}'
        )
        self.assertIn('ad-hoc actions are for OS::Mistral::Action', str(ex))

    def test_names_that_mistral_takes_badly(self):
        for name, expected in (
            ('"a b"', 'the action name "a b" has spaces'),
            ('123', "an action's name is a text; YAML reads this one as int"),
            ('yes', 'as bool'),
            ('""', "an action's name is empty"),
            ('a' * 256, 'at most 255 are accepted'),
            ('b3a5c1f0-0000-4000-8000-000000000001', 'looks like a UUID'),
        ):
            self.assertFault(expected, f'? {name}\n: {{base: b}}')
        self.assertFault(
            'line 2, column 1: there is another action "a" already, at line 1',
            'a: {base: b}\na: {base: c}',
        )

    def test_keys(self):
        for text, expected in (
            (
                'a:\n  base: b\n  base_input: {x: 1}',
                'line 3, column 3: an action has no key "base_input"; '
                '"base-input" is one',
            ),
            ('a: {base: b, on-success: c}', 'no key "on-success" (its keys'),
            ('a: {input: [x]}', 'line 1, column 1: the action "a" needs "ba'),
            ('a: {base: ""}', 'needs "base"'),
            ('a: {base: 1}', 'needs "base"'),
            ('a: {base: <% $.b %>}', 'no expression for it'),
            ('a: {base: "{{ _.b }} x=1"}', 'no expression for it'),
            ('a: {base: b, base-input: {}}', 'is a map of the inputs'),
            ('a: {base: b, base-input: <% $ %>}', 'is a map of the inputs'),
            ('a: {base: b, base-input: {1: x}}', "an input's name is a text"),
            ('a: {base: b, input: []}', '"input" is a list'),
            ('a: {base: b, input: {x: 1}}', '"input" is a list'),
            ('a: {base: b, input: [[x]]}', '"input" is a list'),
            ('a: {base: b, true: x}', 'a key of an action is a text'),
        ):
            self.assertFault(expected, text)

    def test_a_comma_in_a_default_is_refused_and_what_to_write_told(self):
        for default, instead in (
            ('"Hello, you"', "<% coalesce($.x, 'Hello, you') %>"),
            ('{a: 1, b: [2, 3]}', 'dict(key => value, ...)'),
            ('[1, 2]', 'list(value, ...)'),
            ('"it\'s, a"', "'it\\'s, a'"),
            ('"' + 'long, ' * 20 + '"', "coalesce($.x, '...')"),
        ):
            self.assertFault(
                instead, f'a: {{base: b, input: [{{x: {default}}}]}}'
            )

    def test_where_the_comma_is(self):
        self.assertFault(
            'line 5, column 7: the default of the input "x" has a comma',
            """\
            a:
              base: b
              input:
                - y
                - x: a, b
            """,
        )

    def test_defaults_that_pass(self):
        for default in ('null', '"a"', '{a: 1}', '[1]', '"a, b=c"', '1.5'):
            parse(f'a: {{base: b, input: [{{x: {default}}}]}}')

    def test_two_stars_let_mistral_compare_nothing(self):
        for entries in (
            '{x: "**/*.py, b"}',
            '{x: "a, b"}, "**more"',
            '"**,a"',
        ):
            parse(f'a: {{base: b, input: [{entries}]}}')
        self.assertFault(
            'is no JSON value', 'a: {base: b, input: ["**x", {y: 2026-01-01}]}'
        )

    def test_defaults_and_names_that_mistral_cannot_list(self):
        self.assertFault(
            'is no JSON value', 'a: {base: b, input: [{x: 2026-01-01}]}'
        )
        for name in ('"a,b"', '"a=b"', '" a"'):
            self.assertFault(
                'cannot be given by any run',
                f'a: {{base: b, input: [{name}]}}',
            )

    def test_what_a_column_of_mistrals_cannot_hold(self):
        long = 'é' * 33_000
        self.assertFault(
            'line 2, column 2: the description of the action "a" has 66,000',
            f'a:\n description: {long}\n base: b',
        )
        self.assertFault(
            'the input of the action "a" has',
            f'a: {{base: b, input: [{{x: {"y" * 66_000}}}]}}',
        )

    def circles(self, text):
        return [str(fault) for fault in action_checks.circles(parse(text))]

    def test_circles(self):
        self.assertEqual(
            [
                'line 1, column 5: the action "a" is its own base; if another '
                'one of this name is meant, give this one a name of its own',
                'line 2, column 5: the bases of these actions go in a circle: '
                '"b" -> "c" -> "b"',
            ],
            self.circles(
                'a: {base: a x=1}\nb: {base: c}\nc: {base: b}\nd: {base: b}\n'
                'e: {base: std.noop}\nf: {base: e}'
            ),
        )
        self.assertEqual(
            [
                'line 2, column 5: the bases of these actions go in a circle: '
                '"b" -> "c" -> "b"'
            ],
            self.circles('a: {base: b}\nb: {base: c}\nc: {base: b}'),
        )
        self.assertEqual([], self.circles(TWO))

    def test_a_long_chain_takes_no_long_time(self):
        number = 3000
        text = ''.join(f'a{at}: {{base: a{at + 1}}}\n' for at in range(number))
        self.assertEqual([], self.circles(text))
        (told,) = self.circles(f'{text}a{number}: {{base: a0}}')
        self.assertLess(len(told), 300)

    def test_what_mistral_passes_over(self):
        (told,) = action_checks.ignored_inputs(
            parse('a: {base: b x=y z=1}\nc: {base: b=y}')
        )
        self.assertIn('line 1, column 5: Mistral ignores x=', str(told))

    def test_bases_of_others(self):
        self.assertEqual(
            {'std.echo': 'say'}, action_checks.foreign_bases(parse(TWO))
        )

    def test_texts_are_cut_and_comments_stay(self):
        texts = action_texts.qualify(
            parse(TWO),
            {'say': 'stk.r.say', 'shout': 'stk.r.shout'},
            tags=['ours'],
        )
        self.assertEqual(
            textwrap.dedent("""\
                version: '2.0'
                # Says it.
                stk.r.say:
                  tags: ["ours"]
                  input: [what, {loud: null}]
                  base: std.echo output=<% $.what %>  # the result
                """),
            texts['say'],
        )
        self.assertEqual(
            textwrap.dedent("""\
                version: '2.0'
                # Says it louder.
                stk.r.shout:
                  tags: ["ours"]
                  base: stk.r.say
                  base-input:
                    what: <% $.x %>!
                """),
            texts['shout'],
        )
        joined = action_texts.join(texts.values())
        self.assertEqual(
            ['stk.r.say', 'stk.r.shout'], list(actions.parse(joined).actions)
        )
        self.assertIn('# Says it louder.', joined)

    def test_inputs_behind_a_base_stay(self):
        texts = action_texts.qualify(
            parse('say: {base: std.echo}\nshout:\n  base: say output="a, b"'),
            {'say': 'a.say', 'shout': 'a.shout'},
        )
        (shout,) = actions.parse(texts['shout']).actions.values()
        self.assertEqual('a.say output="a, b"', shout.body['base'])

    def test_names_that_would_clash(self):
        self.assertRaisesRegex(
            definition.DefinitionError,
            'the actions "a" and "b" would both be registered as "x"',
            action_texts.qualify,
            parse('a: {base: c}\nb: {base: c}'),
            {'a': 'x', 'b': 'x'},
        )

    def test_one_alone_keeps_its_text_but_for_what_changes(self):
        text = "# mine\nversion: 2\n\na: {base: std.echo output='x'}\n"
        self.assertEqual(
            {'a': text.replace('a:', 'n.a:')},
            action_texts.qualify(parse(text), {'a': 'n.a'}),
        )

    def test_digests_tell_one_action_of_a_text(self):
        alone = action_texts.digest('version: 2.0\nsay: {base: b}', 'say')
        for text in (
            "version: '2.0'\nother: {base: c}\nsay: {base: b}  # so",
            'version: 2\nsay:\n  base: b',
        ):
            self.assertEqual(alone, action_texts.digest(text, 'say'))
        for text in ('say: {base: c}', 'other: {base: b}', '', ': ['):
            self.assertNotEqual(alone, action_texts.digest(text, 'say'))

    def test_what_mistral_says_gets_its_place(self):
        found = definition.explain(
            parse(TWO),
            "Parse error: unexpected '!' at position 3 of expression ' $.x '",
        )
        self.assertEqual((12, 11), (found.line, found.column))

    def test_expressions_are_read_where_mistral_may_be_wrong(self):
        self.assertFalse(yaql_syntax.is_wrong(TWO))
        self.assertTrue(yaql_syntax.is_wrong('a: {base: b x=<% $.. %>}'))
