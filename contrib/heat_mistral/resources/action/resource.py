"""OS::Mistral::Action: ad-hoc actions, from a definition."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from heat.common import exception
from heat.engine import support

from heat_mistral.core import definition
from heat_mistral.heat_support import base, properties
from heat_mistral.resources.action import (
    desired,
    reconciler,
    registry,
    schema,
    validation,
)
from heat_mistral.resources.action import records as records_

T = TypeVar('T')


class Action(base.MistralResource):
    """Ad-hoc actions in Mistral, from a definition in its own language.

    An ad-hoc action calls another one, its base, with inputs and an output of
    its own. Workflows use them by the names that ``available_actions`` gives.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'actions'
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    @property
    def records(self) -> records_.Records:
        return records_.Records(self)

    # Validation

    def validate(self):
        """Check all that can be told from the template.

        :raises heat.common.exception.StackValidationFailed: with line and
            column of the definition where there are any.
        """
        super().validate()
        props = self.properties
        if any(properties.is_unresolved(props, key) for key in props.data):
            return  # holes where other resources' values will be
        with desired.blaming(self):
            wanted = desired.build(self, props, self._largest)
            fault = validation.find_fault(self._plugin, self, wanted)
            if fault is not None:
                raise fault

    # Life

    def handle_create(self):
        # First of all, so that no failure leaves a resource without an id.
        self.records.begin()
        self.resource_id_set(self.physical_resource_name())
        wanted = self._desired(self.properties)
        self.resource_id_set(wanted.first_name)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        return self.attempt_at(self._reconciler.adopt)

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        wanted = self._desired(
            json_snippet.properties(self.properties_schema, self.context)
        )
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_check(self):
        return self.attempt_at(self._reconciler.check)

    def handle_delete(self):
        return self.attempt_at(self._reconciler.delete)

    def get_live_state(self, resource_properties):
        """What Heat compares with a template when it observes reality.

        Heat replaces a resource where this says that there is nothing, so it
        never does. It says that there is no definition where Mistral has not
        what was registered: Heat updates the resource then.

        :raises heat.common.exception.Error: if Mistral cannot be asked; Heat
            then goes on as if it had not observed.
        """
        if self.external_id is not None or self._live(self._is_as_recorded):
            return {}
        return {schema.DEFINITION: None}

    def _is_as_recorded(self, recorded: Mapping[str, records_.Record]) -> bool:
        return bool(recorded) and not registry.differences(
            self._plugin, list(recorded.values())
        )

    @property
    def _plugin(self):
        return self.client_plugin()

    @property
    def _reconciler(self) -> reconciler.Reconciler:
        return reconciler.Reconciler(self._plugin, self)

    @property
    def _largest(self) -> int:
        return self._plugin.option('definition_size')

    def _desired(self, props: Any) -> desired.Desired:
        """What is desired in an action.

        :raises heat.common.exception.Error: if the definition is none: it was
            not known yet when the template was validated.
        """
        try:
            return desired.build(self, props, self._largest)
        except definition.DefinitionError as ex:
            raise exception.Error(str(ex)) from ex

    # Attributes

    def _resolve_attribute(self, name):
        if name == schema.INPUTS:
            return self._live(functools.partial(registry.inputs, self._plugin))
        key = 'name' if name == schema.AVAILABLE_ACTIONS else 'id'
        # Other resources of the stack are made of these: where they are
        # known, neither Mistral nor Keystone need be there to give them.
        recorded = registry.stored(self)
        if recorded is None:
            recorded = self._live(dict)
        return {
            short: getattr(record, key)
            for short, record in recorded.items()
            if record.id is not None
        }

    def _show_resource(self):
        return self.live(
            lambda: registry.look_up(self._plugin, self).to_dict()
        )

    def _live(self, call: Callable[[Mapping[str, records_.Record]], T]) -> T:
        """What a call says of the resource's actions, or an error."""
        return self.live(lambda: call(registry.find(self._plugin, self)))


def resource_mapping():
    return {'OS::Mistral::Action': Action}
