"""Directives that put what a resource type takes and gives into its page.

``.. resource-properties:: OS::Mistral::Workflow``, and likewise
``resource-attributes`` and ``resource-skeleton``.
"""

import functools
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from doc.extensions import resource_text
from heat_mistral.plugin import heat_mistral_plugin


@functools.cache
def _classes() -> dict[str, type]:
    return heat_mistral_plugin.resource_mapping()


class _OfType(Directive):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in _classes():
            known = ', '.join(sorted(_classes()))
            raise self.error(f'there is no type {name}; there are {known}')
        return self._nodes(name, _classes()[name])

    def _nodes(self, name: str, cls: Any) -> list[nodes.Node]:
        raise NotImplementedError

    def _parsed(self, text: str) -> list[nodes.Node]:
        source = f'{self.name} of {self.arguments[0]}'
        into = nodes.Element()
        self.state.nested_parse(
            StringList(text.splitlines(), source=source),
            self.content_offset,
            into,
        )
        return into.children


class Properties(_OfType):
    """What the type takes."""

    def _nodes(self, name, cls):
        return self._parsed(resource_text.properties(cls.properties_schema))


class Attributes(_OfType):
    """What the type gives; ``show`` is Heat's, and every resource has it."""

    def _nodes(self, name, cls):
        return self._parsed(
            resource_text.attributes_of(
                {**cls.attributes_schema, **cls.base_attributes_schema}
            )
        )


class Skeleton(_OfType):
    """A template to begin with."""

    def _nodes(self, name, cls):
        text = resource_text.skeleton(name, cls.properties_schema)
        return [nodes.literal_block(text, text, language='yaml')]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known."""
    app.add_directive('resource-properties', Properties)
    app.add_directive('resource-attributes', Attributes)
    app.add_directive('resource-skeleton', Skeleton)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
