"""OS::Mistral::CronTrigger: a workflow that runs on a schedule."""

import functools
import time
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import resource, support

from heat_mistral import execution, schedule
from heat_mistral.resources import (
    asked_trigger,
    base,
    owned_executions,
    triggering,
)
from heat_mistral.resources import cron_trigger_schema as schema
from heat_mistral.resources import workflow_reference as reference


class CronTrigger(base.MistralResource):
    """Runs a workflow on a schedule.

    Times are UTC. A change takes the trigger away for a moment; with a
    pattern that comes due more often than every ten seconds, a tick may be
    missed or doubled then.
    """

    support_status = support.SupportStatus(version='5.0.0')
    entity = 'cron_triggers'
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
                base.is_unresolved(props, key)
                for key in (schema.PATTERN, schema.FIRST_TIME)):
            raise exception.PropertyUnspecifiedError(
                schema.PATTERN, schema.FIRST_TIME)
        with base.blaming(self, schema.PATTERN, schedule.ScheduleError):
            if pattern:
                schedule.check_pattern(pattern)
        with base.blaming(self, schema.FIRST_TIME, schedule.ScheduleError):
            if first_time:
                schedule.check_first_time(first_time)
        if (props[schema.COUNT] or 1) > 1 and not pattern:
            raise base.invalid(self, schema.COUNT, _(
                'more than 1 needs a pattern'))
        with base.blaming(self, schema.WORKFLOW,
                          reference.InvalidReference):
            reference.read(props[schema.WORKFLOW])

    # Life

    @property
    def _triggering(self) -> triggering.Triggering:
        return triggering.Triggering(self.client_plugin(), self)

    def _wanted(self, props: Mapping[str, Any]) -> asked_trigger.Asked:
        """What the properties ask for.

        :raises heat.common.exception.Error: if they cannot be used now.
        """
        asked = self._asked(props)
        if asked.workflow is None:
            raise exception.Error(_(
                'property workflow is empty. If it comes from '
                'available_workflows of a workflow resource, the key must be '
                'a name of its definition%s') % self._known_names())
        return asked

    def _asked(self, props: Mapping[str, Any]) -> asked_trigger.Asked:
        """What the properties ask for, or did once.

        The workflow may be None in a stack that was adopted: without
        convergence, Heat resolves get_attr then before there is anything.
        """
        ref = reference.read(props[schema.WORKFLOW])
        return asked_trigger.Asked(
            name=self._name(props),
            workflow=ref.name, input=ref.input, params=ref.params,
            pattern=props[schema.PATTERN],
            first_time=props[schema.FIRST_TIME], count=props[schema.COUNT])

    def _name(self, props: Mapping[str, Any]) -> str:
        return props[schema.NAME] or self.physical_resource_name()

    def _known_names(self) -> str:
        known = [name for rsrc in self.t.dependencies(self.stack)
                 for name in _workflow_names(rsrc)]
        return ': ' + ', '.join(known) if known else ''

    def handle_create(self):
        return base.Attempt(self, functools.partial(
            self._create, self.properties))

    def _create(self, props: Mapping[str, Any]) -> bool:
        self._triggering.create(self._wanted(props))
        return True

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        props = json_snippet.properties(self.properties_schema, self.context)
        return base.Attempt(self, functools.partial(
            self._change, self.properties, props))

    def _change(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        return self._triggering.change(
            self._asked(old), self._wanted(new))

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        return base.Attempt(self, lambda: self._triggering.adopt(
            self._name(self.properties)))

    def handle_suspend(self):
        if self.external_id is not None:
            return None  # to stop it would be to delete it
        return base.Attempt(self, lambda: self._triggering.suspend(
            self._asked(self.properties)))

    def handle_resume(self):
        if self.external_id is not None:
            return None
        return base.Attempt(self, lambda: self._triggering.resume(
            self._asked(self.properties)))

    def handle_check(self):
        return base.Attempt(self, self._check)

    def _check(self) -> bool:
        if self.external_id is not None:
            # Whether it is there; what it should be is its keeper's matter.
            return bool(self._triggering.current())
        return self._triggering.check(self._asked(self.properties))

    def handle_delete(self):
        return base.Attempt(self, self._delete_step)

    def _delete_step(self) -> bool:
        """The trigger first, then what it started, up to the last moment."""
        life = self._triggering
        if life.delete():
            raise resource.PollDelay(schedule.CLOSE.total_seconds())
        ends = time.monotonic() + owned_executions.STEP
        return all(
            owned_executions.end_all(
                self.client_plugin(), identifier, ends,
                keep_finished=self.properties[schema.KEEP_EXECUTIONS])
            for identifier in life.identifiers())

    # Attributes

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        if name == schema.EXECUTIONS:
            return self._executions()
        try:
            trigger = self.live(self._triggering.current)
        except Exception as ex:
            # It is gone after its last run, and while it is suspended.
            if not self.client_plugin().is_not_found(ex):
                raise
            return (self._triggering.left()
                    if name == schema.REMAINING_EXECUTIONS else None)
        return getattr(trigger, name)

    def _executions(self) -> list[dict[str, Any]]:
        plugin = self.client_plugin()
        limit = plugin.option('listed_executions')
        rows = self.live(lambda: [
            row for identifier in self._triggering.identifiers()
            for row in plugin.executions_described(
                identifier, limit=limit, include_output=True,
                nulls='task_execution_id')])
        rows.sort(key=lambda row: row.created_at, reverse=True)
        return [execution.shown(row.to_dict()) for row in rows[:limit]]

    def _show_resource(self):
        return self.live(self._triggering.current).to_dict()


def _workflow_names(rsrc: Any) -> list[str]:
    try:
        return sorted(rsrc.FnGetAtt('available_workflows') or ())
    except Exception:
        return []  # not a workflow, or it cannot tell now


def resource_mapping():
    return {'OS::Mistral::CronTrigger': CronTrigger}
