"""OS::Mistral::CronTrigger: a workflow that runs on a schedule."""

import functools
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import support

from heat_mistral.core import schedule, signal_body
from heat_mistral.core import workflow_reference as reference
from heat_mistral.core.execution import notification
from heat_mistral.heat_support import base, hooks, properties, signals
from heat_mistral.resources.cron_trigger import (
    attributes,
    desired,
    records,
    registry,
    schema,
)
from heat_mistral.resources.cron_trigger.reconciler import (
    CronTriggerReconciler,
)
from heat_mistral.runs import outcomes, workflow_lookup


class CronTrigger(base.MistralResource, signals.SynchronousSignals):
    """Runs a workflow on a schedule.

    Times are UTC. A change takes the trigger away for a moment; with a
    pattern that comes due more often than every ten seconds, a tick may be
    missed or doubled then.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'cron_triggers'
    # What is not told of its runs needs no credentials for it.
    requires_deferred_auth = False
    physical_resource_name_limit = schema.NAME_LENGTH
    PROPERTIES = schema.PROPERTIES
    ATTRIBUTES = schema.ATTRIBUTES
    properties_schema = schema.properties_schema
    attributes_schema = schema.attributes_schema

    def validate(self):
        """Check what stays true at any time, whatever other resources do.

        Heat validates unchanged resources, too, at every update.
        """
        super().validate()
        props = self.properties
        pattern, first_time = props[schema.PATTERN], props[schema.FIRST_TIME]
        if not (pattern or first_time) and not any(
            properties.is_unresolved(props, key)
            for key in (schema.PATTERN, schema.FIRST_TIME)
        ):
            raise exception.PropertyUnspecifiedError(
                schema.PATTERN, schema.FIRST_TIME
            )
        with properties.blaming(self, schema.PATTERN, schedule.ScheduleError):
            if pattern:
                schedule.check_pattern(pattern)
        with properties.blaming(
            self, schema.FIRST_TIME, schedule.ScheduleError
        ):
            if first_time:
                schedule.check_first_time(first_time)
        if (props[schema.COUNT] or 1) > 1 and not pattern:
            raise properties.invalid(
                self, schema.COUNT, _('more than 1 needs a pattern')
            )
        with properties.blaming(
            self, schema.WORKFLOW, reference.InvalidReference, desired.TooLong
        ):
            wanted = self._desired(props)
            desired.check_length(wanted.input, wanted.params)

    # What the verbs below hand on

    def _desired(self, props: Mapping[str, Any]) -> desired.Desired:
        return desired.read(props, self.physical_resource_name())

    @property
    def _records(self) -> records.CronTriggerRecords:
        return records.CronTriggerRecords(self)

    @property
    def _reconciler(self) -> CronTriggerReconciler:
        find = functools.partial(workflow_lookup.find, self, schema.WORKFLOW)
        plugin = self.client_plugin()
        return CronTriggerReconciler(
            plugin,
            self._records,
            registry.TriggerRegistry(plugin, find, self._receiver),
        )

    def _receiver(self, notify: str) -> dict[str, Any] | None:
        """What is told of the ends of runs; asks Keystone at first."""
        if notify != outcomes.NONE:
            hooks.make(self)
        return outcomes.receiver(self, notify)

    def _begin(
        self, wanted: desired.Desired, props: Mapping[str, Any]
    ) -> None:
        """Begin to make a trigger.

        :raises heat.common.exception.Error: if there is no workflow to run.
        """
        self._records.begin(wanted.name)
        if wanted.workflow is None:
            raise workflow_lookup.none_at(self, schema.WORKFLOW, props)

    # The life of a trigger

    def handle_create(self):
        wanted = self._desired(self.properties)
        self._begin(wanted, self.properties)
        return self.attempt_at(self._reconciler.create, wanted)

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        self.forget_signer()
        hooks.forget(self)
        # Only the name: one with an external_id need not have the others.
        name = self.properties[schema.NAME] or self.physical_resource_name()
        return self.attempt_at(self._reconciler.adopt, name)

    def get_live_state(self, resource_properties):
        """What an update that observes reality compares the template with.

        A trigger that has finished is gone, and is not to run again; one
        that is gone before its time has no schedule, so that the update makes
        it again. Heat itself would replace either.
        """
        wanted = self._desired(resource_properties)
        observed = self.live(self._reconciler.observe)
        if observed is None and not self._reconciler.has_finished(wanted):
            return {schema.PATTERN: None, schema.FIRST_TIME: None}
        return {}

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        props = json_snippet.properties(self.properties_schema, self.context)
        old, new = self._desired(self.properties), self._desired(props)
        self._begin(new, props)
        return self.attempt_at(self._reconciler.update, old, new)

    def handle_check(self):
        if self.external_id is not None:
            # What it should be is its keeper's matter.
            return self.attempt_at(lambda: bool(self._reconciler.require()))
        return self.attempt_at(self._check, self._desired(self.properties))

    def handle_suspend(self):
        if self.external_id is not None:
            return None  # to stop it would be to delete it
        wanted = self._desired(self.properties)
        return self.attempt_at(self._reconciler.suspend, wanted)

    def handle_resume(self):
        if self.external_id is not None:
            return None
        wanted = self._desired(self.properties)
        return self.attempt_at(self._reconciler.resume, wanted)

    def handle_delete(self):
        return self.attempt_at(self._delete)

    def _check(self, wanted: desired.Desired) -> bool:
        self._reconciler.check(wanted)
        outcomes.tell_failures(
            self,
            self.live(
                lambda: attributes.failures(
                    self.client_plugin(), self._reconciler
                )
            ),
        )
        return True

    def _delete(self) -> bool:
        if not self._reconciler.delete(
            self.properties[schema.KEEP_EXECUTIONS]
        ):
            return False
        self.delete_signer()
        return True

    # Signals

    def serve_signal(self, details: Any) -> str:
        """Take what Mistral tells of the end of a run."""
        if not hooks.is_call(self, details):
            raise signal_body.Refused(
                _(
                    'a cron trigger is started by the clock, and takes no '
                    'signals but from Mistral'
                )
            )
        outcomes.serve(
            self.client_plugin(),
            self,
            details,
            self.properties[schema.NOTIFY],
            lambda by: by in self._records.trigger_ids(),
        )
        return ''

    # Attributes

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        return self.live(
            lambda: attributes.read(
                name, self.client_plugin(), self._reconciler, self._records
            )
        )

    def _show_resource(self):
        trigger = self.live(self._reconciler.observe)
        if trigger is None and self.external_id is not None:
            # A trigger of ours may have done its last run.
            raise exception.EntityNotFound(
                entity='CronTrigger', name=self.external_id
            )
        if trigger is None:
            return None
        shown = trigger.to_dict()
        params = shown.get('workflow_params')
        # The URL is a secret.
        return {
            **shown,
            'workflow_params': notification.without(params, hooks.url(self)),
        }


def resource_mapping():
    return {'OS::Mistral::CronTrigger': CronTrigger}
