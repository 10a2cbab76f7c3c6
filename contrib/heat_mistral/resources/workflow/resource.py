"""OS::Mistral::Workflow: the workflows of one definition, and their runs."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from heat.common import exception
from heat.common.i18n import _
from heat.engine import support

from heat_mistral.core import definition, signal_body
from heat_mistral.core.execution import mark
from heat_mistral.heat_support import base, hooks, owner, signals
from heat_mistral.resources.workflow import (
    attributes,
    desired,
    limits,
    reconciler,
    registry,
    schema,
    sharing,
    signal_rules,
    signal_start,
    takeover,
    validation,
)
from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import source as source_
from heat_mistral.runs import outcomes

T = TypeVar('T')


class Workflow(base.MistralResource, signals.SynchronousSignals):
    """Mistral workflows, registered from a definition in their own language.

    A definition holds one or more workflows. Signals and the POSTs of alarms
    to ``alarm_url`` run them; cron triggers use them by the names that
    ``available_workflows`` gives.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'workflows'
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
        source_.form(self.properties)
        props = validation.foreseen(self)
        if props.unresolved & validation.NEEDED:
            return  # holes where other resources' values will be
        source = source_.Source(self, props)
        with source.blaming():
            parsed = source.parse(self._largest)
            wanted = desired.build(self, props, source, parsed)
        if schema.PARAMS not in props.unresolved:
            desired.check_params(self, props)
        if schema.SIGNAL_LIMITS not in props.unresolved:
            limits.check(self, props)
        fault = validation.find_fault(
            self._plugin, parsed, wanted, validation.recorded(self)
        )
        if fault is not None:
            with source.blaming():
                raise fault

    # Life

    def handle_create(self):
        # First of all, so that no failure leaves a resource without an id,
        # which Heat would replace when it observes reality. ("begin" tells it
        # from one that Heat's own plugin has made, with an id and no records.)
        self.records.begin()
        self.resource_id_set(self.physical_resource_name())
        wanted = self._desired(self.properties)
        self.resource_id_set(wanted.default_name)
        return self.attempt_at(
            self._reconcile, wanted, self.properties[schema.NOTIFY]
        )

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        self.forget_signer()
        hooks.forget(self)
        return self.attempt_at(self._adopt)

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        props = json_snippet.properties(self.properties_schema, self.context)
        return self.attempt_at(
            self._reconcile, self._desired(props), props[schema.NOTIFY]
        )

    def handle_check(self):
        if self.external_id is not None:
            # What it should be is its keeper's matter.
            return self.attempt_at(self._reconciler.refer)
        return self.attempt_at(self._check)

    def handle_delete(self):
        return self.attempt_at(self._delete)

    def _reconcile(self, wanted: desired.Desired, notify: str) -> bool:
        self.make_signer()  # of alarm_url; missing where a create has failed
        if notify != outcomes.NONE:
            hooks.make(self)
        return self._reconciler.reconcile(wanted)

    def _adopt(self) -> bool:
        self.make_signer()
        if self.properties[schema.NOTIFY] != outcomes.NONE:
            hooks.make(self)
        return self._reconciler.adopt()

    def _check(self) -> bool:
        done = self._reconciler.check()
        if done:
            lines = self._live(
                functools.partial(
                    attributes.failures, self._plugin, self.records
                )
            )
            outcomes.tell_failures(self, lines)
        return done

    def _delete(self) -> bool:
        if not self._reconciler.delete():
            return False
        self.delete_signer()
        return True

    def get_live_state(self, resource_properties):
        """What Heat compares with a template when it observes reality.

        Heat replaces a resource where this says that there is nothing, so it
        never does. It says that there is no definition where Mistral has not
        what was registered: Heat updates the resource then.

        :raises heat.common.exception.Error: if Mistral cannot be asked; Heat
            then goes on as if it had not observed.
        """
        if self._live(self._is_as_recorded):
            return {}
        return {source_.form(resource_properties): None}

    def _is_as_recorded(self, recorded: Mapping[str, records_.Record]) -> bool:
        return bool(recorded) and not (
            registry.differences(self._plugin, recorded)
            or sharing.differences(self._plugin, self.records)
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
        source = source_.Source(self, props)
        try:
            parsed = source.parse(self._largest)
            return desired.build(self, props, source, parsed)
        except definition.DefinitionError as ex:
            raise exception.Error(source.told(ex)) from ex

    # Signals

    def serve_signal(self, details: Any) -> str:
        if hooks.is_call(self, details):
            outcomes.serve(
                self._plugin,
                self,
                details,
                self.properties[schema.NOTIFY],
                lambda by: by == owner.of(self),
            )
            return ''
        if self.action == self.INIT or (
            self.action in (self.CREATE, self.ADOPT)
            and self.status != self.COMPLETE
        ):
            raise signal_body.Refused(_('the resource is not ready'))
        with self._plugin.signal_turn():
            answer = signal_start.serve(
                self._plugin,
                details,
                functools.partial(signal_rules.look_up, self._plugin, self),
                functools.partial(
                    mark.marker, owner.of(self), self.stack.id, self.name
                ),
            )
        if answer.joined is None:
            return answer.text
        self.tell_seldom(answer.text, answer.joined)
        return ''

    # Attributes

    def _resolve_attribute(self, name):
        plugin, records = self._plugin, self.records
        if name == schema.ALARM_URL:
            # None, and not "None", while there is nothing to sign with; and
            # not before there is something to run.
            begun = records.unfinished and not records.current()
            return None if begun or not self.resource_id else self.signal_url()
        if name == schema.DATA:
            return {
                'name': self.resource_id,
                'input': self.properties[schema.INPUT],
            }
        if name == schema.EXECUTIONS:
            return self._live(
                functools.partial(
                    attributes.executions,
                    plugin,
                    records,
                    plugin.option('listed_executions'),
                )
            )
        if name == schema.LATEST_EXECUTION:
            return self._live(
                functools.partial(attributes.latest_execution, plugin, records)
            )
        if name == schema.FAILURES:
            return self._live(
                functools.partial(attributes.failures, plugin, records)
            )
        if name == schema.SHARED_WITH:
            return self._live(functools.partial(sharing.observe, plugin))
        resolve = getattr(attributes, name)
        stored = takeover.stored(self)
        # Other resources of the stack are made of these: where they are
        # known, neither Mistral nor Keystone need be there to give them.
        return self._live(resolve) if stored is None else resolve(stored)

    def _show_resource(self):
        shown = self._live(
            functools.partial(attributes.show, self._plugin, self.resource_id)
        )
        if shown is None:
            raise exception.EntityNotFound(
                entity='Workflow', name=self.resource_id
            )
        return shown

    def _live(self, call: Callable[[Mapping[str, records_.Record]], T]) -> T:
        """What a call says of the resource's workflows, or an error."""
        return self.live(
            lambda: call(takeover.find_workflows(self._plugin, self))
        )


def resource_mapping():
    return {'OS::Mistral::Workflow': Workflow}
