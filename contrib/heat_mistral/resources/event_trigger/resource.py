"""OS::Mistral::EventTrigger: a workflow for each notification of a kind."""

import functools
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.engine import support

from heat_mistral.core.execution import view
from heat_mistral.heat_support import base, default_name, properties
from heat_mistral.resources.event_trigger import (
    desired,
    records,
    registry,
    schema,
)
from heat_mistral.resources.event_trigger.reconciler import (
    EventTriggerReconciler,
)
from heat_mistral.runs import trigger_executions, workflow_lookup


class EventTrigger(base.MistralResource):
    """Runs a workflow for each notification of an OpenStack service.

    Mistral's event engine hears them; Mistral accepts a trigger where none
    runs, too, and then nothing ever happens. Only notifications of the
    stack's own project count.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'event_triggers'
    physical_resource_name_limit = schema.NAME_LENGTH
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check what stays true at any time, whatever other resources do."""
        super().validate()
        try:
            desired.check(self._desired(self.properties))
        except desired.Unusable as ex:
            raise properties.invalid(self, ex.prop, str(ex)) from ex

    # What the verbs below hand on

    def _desired(self, props: Mapping[str, Any]) -> desired.Desired:
        return desired.read(props, default_name.of(self))

    def _begin(self, props: Mapping[str, Any]) -> desired.Desired:
        """What is wanted, values of other resources included.

        :raises heat.common.exception.Error: if Mistral could not use it, or
            there is no workflow to run.
        """
        wanted = self._desired(props)
        self._records.begin(wanted.name)
        try:
            desired.check(wanted)
        except desired.Unusable as ex:
            raise exception.Error(f'{ex.prop}: {ex}') from ex
        if wanted.workflow is None:
            raise workflow_lookup.none_at(self, schema.WORKFLOW, props)
        return wanted

    @property
    def _records(self) -> records.EventTriggerRecords:
        return records.EventTriggerRecords(self)

    @property
    def _reconciler(self) -> EventTriggerReconciler:
        find = functools.partial(workflow_lookup.find, self, schema.WORKFLOW)
        plugin = self.client_plugin()
        return EventTriggerReconciler(
            plugin, self._records, registry.TriggerRegistry(plugin, find), self
        )

    # The life of a trigger

    def handle_create(self):
        wanted = self._begin(self.properties)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        return self.attempt_at(self._adopt)

    def _adopt(self) -> bool:
        default_name.keep(self, self._reconciler.adopt().name)
        return True

    def get_live_state(self, resource_properties):
        """What an update that observes reality compares the template with.

        Another name than the template's where Mistral has not what is wanted,
        so that the update mends it.
        """
        wanted = self._desired(resource_properties)
        if self.live(lambda: self._reconciler.is_as_wanted(wanted)):
            return {}
        return {schema.NAME: None if resource_properties[schema.NAME] else '-'}

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        wanted = self._begin(
            json_snippet.properties(self.properties_schema, self.context)
        )
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_check(self):
        if self.external_id is not None:
            # What it should be is its keeper's matter.
            return self.attempt_at(lambda: bool(self._reconciler.require()))
        wanted = self._desired(self.properties)
        return self.attempt_at(self._reconciler.check, wanted)

    def handle_suspend(self):
        if self.external_id is not None:
            return None  # to stop it would be to delete it
        return self.attempt_at(self._reconciler.suspend)

    def handle_resume(self):
        if self.external_id is not None:
            return None
        wanted = self._begin(self.properties)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_delete(self):
        return self.attempt_at(
            self._reconciler.delete, self.properties[schema.KEEP_EXECUTIONS]
        )

    # Attributes

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        plugin = self.client_plugin()
        rows = self.live(
            lambda: trigger_executions.newest(
                plugin,
                self._reconciler.list_triggers(),
                plugin.option('listed_executions'),
            )
        )
        return [view.shown(row.to_dict()) for row in rows]

    def _show_resource(self):
        trigger = self.live(self._reconciler.observe)
        if trigger is None:
            if self.external_id is None:
                return None  # it is suspended
            raise exception.EntityNotFound(
                entity='EventTrigger', name=self.external_id
            )
        return trigger.to_dict()


def resource_mapping():
    return {'OS::Mistral::EventTrigger': EventTrigger}
