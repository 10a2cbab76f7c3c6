"""The page about the type says what works."""

import pathlib
import re
import textwrap

import yaml

from heat_mistral.core.definition import actions
from heat_mistral.tests.unit.support import resource_case

PAGE = (
    pathlib.Path(__file__).parents[6]
    / 'doc/source/reference/resources/action.rst'
)
_BLOCK = re.compile(r'code-block:: yaml\n\n((?: +.*\n|\n)+)')


def blocks():
    return [
        textwrap.dedent(block) for block in _BLOCK.findall(PAGE.read_text())
    ]


class DocumentationTest(resource_case.ResourceTestCase):
    def test_the_template_works(self):
        snippets = yaml.safe_load(blocks()[0])['resources']
        workflows = snippets.pop('workflows')
        messages = self.resources(snippets, 'chat')['messages']
        messages.validate()
        self.run_action(messages, 'create')
        self.assertEqual(
            {'get_attr': ['messages', 'available_actions']},
            workflows['properties']['actions'],
        )
        workflows['properties']['actions'] = messages.FnGetAtt(
            'available_actions'
        )
        made = self.resources({'workflows': workflows}, 'other')
        self.run_action(made['workflows'], 'create')
        self.assertIn(
            'action: chat.messages.tell task="copy"',
            self.mistral.named('other.workflows.copy')['definition'],
        )
        self.assertEqual(
            {'post': 'text, level="info"', 'tell': 'task'},
            messages.FnGetAtt('inputs'),
        )

    def test_what_to_write_for_a_comma_is_accepted(self):
        actions.parse(blocks()[1])
