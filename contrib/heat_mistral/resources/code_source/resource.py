"""OS::Mistral::CodeSource: Python actions, uploaded by an administrator."""

import functools
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.engine import support

from heat_mistral.core import code_source
from heat_mistral.heat_support import base, properties, type_policies
from heat_mistral.resources.code_source import (
    desired,
    records,
    registry,
    schema,
)
from heat_mistral.resources.code_source.reconciler import CodeSourceReconciler


class CodeSource(base.MistralResource):
    """A Python source in Mistral, and the actions that are its classes.

    For administrators: whoever uploads a source has Mistral execute it. The
    engine itself never does; it reads the text as a syntax tree, has Mistral
    try it where nobody else sees it, and only then makes the actions known.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'code_sources'
    physical_resource_name_limit = schema.NAME_LENGTH
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check all that can be told from the template.

        :raises heat.common.exception.StackValidationFailed: with line and
            column of the source where there are any.
        """
        super().validate()
        props = self.properties
        if any(properties.is_unresolved(props, key) for key in props.data):
            return  # holes where other resources' values will be
        fault = self._desired(props).find_fault()
        if fault is not None:
            raise properties.invalid(self, *fault)

    # What the verbs below hand on

    def _desired(self, props: Mapping[str, Any]) -> desired.Desired:
        # Without a physical name while it is being validated.
        return desired.read(props, self.physical_resource_name() or self.name)

    def _checked(self, props: Mapping[str, Any]) -> desired.Desired:
        """What is desired in an action.

        :raises heat.common.exception.Error: if the source was not known yet
            when the template was validated, and is not in order.
        """
        wanted = self._desired(props)
        fault = wanted.find_fault()
        if fault is not None:
            raise exception.Error(': '.join(fault))
        return wanted

    @property
    def _reconciler(self) -> CodeSourceReconciler:
        return CodeSourceReconciler(self.client_plugin(), self)

    @property
    def _records(self) -> records.Records:
        return records.Records(self)

    # The life of a source

    def handle_create(self):
        wanted = self._checked(self.properties)
        # An id from now on: without one, an update that observes reality
        # would replace the resource.
        self.resource_id_set(wanted.name)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        return self.attempt_at(self._reconciler.adopt)

    def get_live_state(self, resource_properties):
        """What an update that observes reality compares the template with.

        It says that there is no text where Mistral has not what was made:
        Heat updates the resource then. (Heat itself would replace it.)
        """
        if self.external_id is None and self.live(self._find_differences):
            return {schema.CONTENT: None}
        return {}

    def _find_differences(self) -> list[str]:
        return registry.differences(
            self.client_plugin(), self._records, self.properties[schema.SCOPE]
        )

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        wanted = self._checked(
            json_snippet.properties(self.properties_schema, self.context)
        )
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_check(self):
        if self.external_id is not None:
            # What it should be is its keeper's matter.
            return self.attempt_at(lambda: bool(self._reconciler.require()))
        return self.attempt_at(
            self._reconciler.check, self.properties[schema.SCOPE]
        )

    def handle_delete(self):
        return self.attempt_at(self._reconciler.delete)

    # Attributes

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        return self.live(functools.partial(self._read, name))

    def _read(self, name: str) -> Any:
        source = self._observe()
        if source is None:
            return None
        if name == schema.VERSION:
            return source.version
        if name == schema.DIGEST:
            return code_source.digest(source.content)
        there = {
            action.name: action.class_name
            for action in self.client_plugin()
            .mistral()
            .dynamic_actions.of_source(source.id)
        }
        if name == schema.AVAILABLE_ACTIONS:
            return {each: each for each in there}
        recorded = self._records.actions
        return {
            each: recorded[each].shown_input
            if each in recorded
            else code_source.signature(source.content, class_name)
            for each, class_name in there.items()
        }

    def _observe(self) -> Any | None:
        if self._records.source is None and self.external_id is None:
            return None  # nothing was made: whoever may not ask need not
        return self._reconciler.observe()

    def _show_resource(self):
        source = self.live(self._observe)
        if source is None:
            raise exception.EntityNotFound(
                entity='CodeSource', name=self.resource_id
            )
        return source.to_dict()


TYPE = 'OS::Mistral::CodeSource'


def resource_mapping():
    type_policies.register(TYPE)
    return {TYPE: CodeSource}
