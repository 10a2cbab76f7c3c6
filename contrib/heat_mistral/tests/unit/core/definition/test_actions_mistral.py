"""Mistral's own reading of ad-hoc actions beside ours."""

import testtools

from heat_mistral.core import definition
from heat_mistral.core.definition import actions
from heat_mistral.tests.unit.support import mistral_process

# What Mistral takes, and no run works.
OURS = ('has a comma', 'evaluates no expression for it', 'cannot be given')
TEXTS = (
    *(f'base: {value}' for value in (
        'x', '""', '1', '{}', '<% $.a %>', '"{{ _.a }}"', 'a b=1', '.a',
    )),
    *(f'base: b\n  base-input: {value}' for value in (
        'x', 'null', '[]', '{}', '{a: 1}', '{a: {b: c}}', '<% $.a %>',
    )),
    *(f'base: b\n  input: {value}' for value in (
        'x', '[]', '[a, b: 1]', '[[a]]', '[1]', '[{a: 1, b: 2}]', '[""]',
        '[{a: }]', '[{a: [1, 2]}]', '[{a: {b: 1}}]', '[{a: "b, c=d"}]',
        '[{a: "=,"}]', "[{a: ',='}]", '[{a: "b,"}]', '["a,b"]', '[" a"]',
        '[{a: "b"}, c, {d: "=="}]',
    )),
    'base: b\n  output: null',
    'base: b\n  other: x',
)  # fmt: skip


class ActionsBesideMistralTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        if not mistral_process.installed():
            self.skipTest('Mistral is not installed')

    def test_no_more_is_refused_than_what_cannot_work(self):
        for body in TEXTS:
            self.compare(f"version: '2.0'\na:\n  {body}\n")

    def compare(self, text):
        needed, refusal = mistral_process.ask('accept_actions', text)
        self.assertTrue(needed or 'DSL' in refusal, refusal)
        try:
            found = actions.parse(text).actions['a']
        except definition.DefinitionError as fault:
            if refusal is None:
                self.assertTrue(any(each in str(fault) for each in OURS), text)
            return
        if refusal is None:
            required = [
                name
                for name, default in found.inputs.items()
                if default is definition.REQUIRED
            ]
            self.assertEqual(required, needed['a'], text)
