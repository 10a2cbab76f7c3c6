"""OS::Mistral::Environment: variables that many runs share, by a name."""

from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import support

from heat_mistral.heat_support import base, default_name, properties
from heat_mistral.resources.environment import desired, records, schema
from heat_mistral.resources.environment.reconciler import EnvironmentReconciler


class Environment(base.MistralResource):
    """Variables that workflows read as ``<% env().name %>``.

    A run gets them by the environment's name (``get_resource``) in its
    params: ``{env: ...}``; it keeps those that it began with.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'environments'
    physical_resource_name_limit = schema.NAME_LENGTH
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check what Mistral would take and could do nothing with."""
        super().validate()
        try:
            desired.check(self._desired(self.properties))
        except desired.Unusable as ex:
            raise properties.invalid(self, ex.prop, str(ex)) from ex

    # What the verbs below hand on

    def _desired(self, props: Mapping[str, Any]) -> desired.Desired:
        return desired.read(props, default_name.of(self))

    def _checked(self, props: Mapping[str, Any]) -> desired.Desired:
        """What is wanted, values of other resources included.

        :raises heat.common.exception.Error: if Mistral could not use it.
        """
        wanted = self._desired(props)
        try:
            desired.check(wanted)
        except desired.Unusable as ex:
            raise exception.Error(f'{ex.prop}: {ex}') from ex
        return wanted

    @property
    def _records(self) -> records.EnvironmentRecords:
        return records.EnvironmentRecords(self)

    @property
    def _reconciler(self) -> EnvironmentReconciler:
        return EnvironmentReconciler(self.client_plugin(), self._records, self)

    # The life of an environment

    def handle_create(self):
        self._records.begin(self._desired(self.properties).name)
        wanted = self._checked(self.properties)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        return self.attempt_at(self._reconciler.adopt)

    def get_live_state(self, resource_properties):
        """What an update that observes reality compares the template with.

        Another description than the template's where Mistral has not what is
        wanted, so that the update mends it.
        """
        wanted = self._desired(resource_properties)
        observed = self.live(self._reconciler.observe)
        if (
            observed is not None
            and observed.name == wanted.name
            and wanted.is_content_of(observed)
        ):
            return {}
        return {
            schema.DESCRIPTION: None
            if wanted.description
            else _('not as it should be')
        }

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        wanted = self._checked(
            json_snippet.properties(self.properties_schema, self.context)
        )
        self._records.begin(wanted.name)
        return self.attempt_at(self._reconciler.reconcile, wanted)

    def handle_check(self):
        if self.external_id is not None:
            # What it should be is its keeper's matter.
            return self.attempt_at(lambda: bool(self._reconciler.require()))
        wanted = self._desired(self.properties)
        return self.attempt_at(self._reconciler.check, wanted)

    def handle_delete(self):
        return self.attempt_at(self._reconciler.delete)

    # Attributes

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        if name == schema.ENVIRONMENT_NAME:
            return self._records.name
        observed = self.live(self._reconciler.observe)
        if observed is None:
            return None
        return (
            observed.id
            if name == schema.ENVIRONMENT_ID
            else (observed.variables)
        )

    def _show_resource(self):
        observed = self.live(self._reconciler.observe)
        if observed is None:
            raise exception.EntityNotFound(
                entity='Environment', name=self.resource_id
            )
        return dict(observed.to_dict(), variables=observed.variables)


def resource_mapping():
    return {'OS::Mistral::Environment': Environment}
