"""OS::Mistral::Workflow: the workflows of one definition, and their runs."""

import functools
import time
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _
from heat.engine import support
from oslo_log import log as logging
from oslo_utils import uuidutils

from heat_mistral import (
    definition,
    errors,
    execution,
    signals,
)
from heat_mistral.resources import (
    base,
    owned_executions,
    registered,
    registration,
    signalled,
    starting,
    taking_over,
    workflow_source,
)
from heat_mistral.resources import records as records_
from heat_mistral.resources import workflow_schema as schema

LOG = logging.getLogger(__name__)


class Workflow(base.MistralResource, signalled.SynchronousSignals):
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
        props = self.properties
        source = workflow_source.Source(self, props)
        source.form()
        if any(base.is_unresolved(props, key) for key in props.data):
            return  # holes where other resources' values will be
        with source.blaming():
            wanted = source.wanted()
        source.default()
        params = props[schema.PARAMS] or {}
        with base.blaming(self, schema.PARAMS, signals.Refused):
            signals.check_params(params)
        if (props[schema.TYPE] == schema.REVERSE
                and not params.get(signals.TASK_NAME)):
            raise base.invalid(self, schema.PARAMS, _(
                'a workflow of type reverse needs "task_name" here: the '
                'task that its runs are to reach'))
        self._ask_mistral(source, wanted)

    def _ask_mistral(self, source: workflow_source.Source,
                     wanted: registration.Wanted) -> None:
        """Let Mistral look at a definition that costs it little.

        Where Mistral cannot be asked now the create will tell: a template
        must not become invalid because a service is away. Nor because a
        newer Mistral refuses what an older one has registered: a resource
        that does not change must not be in the way of the others.
        """
        plugin, parsed = self.client_plugin(), source.parsed
        tasks = sum(len(workflow.body.get('tasks') or ())
                    for workflow in parsed.workflows.values())
        if tasks > plugin.option('validate_tasks'):
            return
        try:
            fault = plugin.within(
                plugin.option('attribute_timeout'),
                lambda: plugin.fault_of(parsed.standalone))
            if fault is not None and plugin.within(
                    plugin.option('attribute_timeout'),
                    lambda: registered.is_as_wanted(
                        plugin, wanted.names, wanted.texts,
                        wanted.namespace)):
                fault = None
        except Exception as ex:
            LOG.warning('Mistral could not be asked to validate %s: %s',
                        self, errors.first_line(ex))
            return
        if fault is not None:
            with source.blaming():
                raise definition.explain(parsed, fault)

    # Life

    def handle_create(self):
        super().handle_create()  # the user that signs alarm_url
        return base.Attempt(self, functools.partial(
            self._reconcile, self.properties))

    def handle_adopt(self, resource_data=None):
        super().handle_adopt(resource_data)
        self.forget_signer()
        self._create_user()
        return base.Attempt(self, self._adopt)

    def _adopt(self) -> bool:
        taking_over.take_over(self)
        return True

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        self._create_user()  # missing if creation failed before
        props = json_snippet.properties(self.properties_schema, self.context)
        return base.Attempt(self, functools.partial(self._reconcile, props))

    def _reconcile(self, props: Mapping[str, Any]) -> bool:
        source = workflow_source.Source(self, props)
        try:
            wanted = source.wanted()
            default = wanted.names[source.default()]
        except definition.DefinitionError as ex:
            raise exception.Error(str(ex)) from ex
        taking_over.take_over(self)
        self.records.begin()
        step = registration.Registration(
            self.client_plugin(), self.records, wanted, self._tell)
        step.register()
        self.resource_id_set(default)
        for record in step.gone():
            if record.id is not None and not self._end_executions(
                    props, workflow_id=record.id):
                return False
            registered.remove(
                self.client_plugin(), self.records, record, self._tell)
        self.records.finish()
        return True

    def handle_check(self):
        return base.Attempt(self, self._check)

    def _check(self) -> bool:
        """Whether Mistral has what was registered.

        What this finds, the next update mends, also with the same template.
        Workflows that were still in use when they left may go now.
        """
        taking_over.take_over(self)
        for record in self.records.retired().values():
            registered.remove(
                self.client_plugin(), self.records, record, self._tell)
        wrong = registered.differences(
            self.client_plugin(), self.records.current())
        if not self.records.current():
            wrong.append(_('workflow %s is gone') % self.resource_id)
        if self.records.unfinished:
            wrong.append(_('the last update did not finish'))
        if wrong:
            raise exception.Error('; '.join(wrong))
        return True

    def handle_delete(self):
        return base.Attempt(self, self._delete_step)

    def _delete_step(self) -> bool:
        """Executions, workflows, executions begun meanwhile, credentials."""
        taking_over.take_over(self)
        if not (taking_over.end_listed(self)
                and self._end_executions(self.properties)):
            return False
        for record in [*self.records.current().values(),
                       *self.records.retired().values()]:
            registered.delete(self.client_plugin(), record)
        if not self._end_executions(self.properties):
            return False
        self.delete_signer()
        return True

    def _end_executions(self, props: Mapping[str, Any],
                        **filters: str) -> bool:
        """End what Heat has started; false if time ran out before the end."""
        return owned_executions.end_all(
            self.client_plugin(), self.records.owner,
            time.monotonic() + owned_executions.STEP,
            keep_finished=props[schema.KEEP_EXECUTIONS], **filters)

    def _tell(self, text: str) -> None:
        self._add_event(self.action, self.status,
                        text[:signalled.EVENT_LENGTH])

    # Signals

    def serve_signal(self, details: Any) -> str:
        if self.action == self.INIT or (
                self.action in (self.CREATE, self.ADOPT)
                and self.status != self.COMPLETE):
            raise signals.Refused(_('the resource is not ready'))
        source = workflow_source.Source(self, self.properties)
        known = taking_over.known(self)
        run = signals.read(details, source.rules(known))
        record = known.get(run.workflow)
        if record is None or record.id is None:
            raise signals.Refused(
                _('workflow %s is not registered') % run.workflow)
        execution_id = uuidutils.generate_uuid()
        starting.start(
            self.client_plugin(), run, record, execution_id,
            execution.marker(self.records.owner, self.stack.id, self.name,
                             run.description))
        ignored = (_('; ignored: %s') % ', '.join(run.ignored)
                   if run.ignored else '')
        return _('Signal: execution %(id)s of workflow %(name)s%(rest)s') % {
            'id': execution_id, 'name': run.workflow, 'rest': ignored}

    # Attributes

    def _resolve_attribute(self, name):
        if name == schema.ALARM_URL:
            # None, and not "None", while there is nothing to sign with
            return self.signal_url() if self.resource_id else None
        if name == schema.DATA:
            return {'name': self.resource_id,
                    'input': self.properties[schema.INPUT]}
        if name == schema.EXECUTIONS:
            return self._executions()
        if name == schema.LATEST_EXECUTION:
            return next(iter(self._executions()), {})
        return {short: record.name if name == schema.AVAILABLE_WORKFLOWS
                else record.id
                for short, record in taking_over.known(self).items()
                if record.id is not None}

    def _executions(self) -> list[dict[str, Any]]:
        recorded = [*taking_over.known(self).values(),
                    *self.records.retired().values()]
        names = [*(record.name for record in recorded),
                 *self.records.former_names()]
        ours = {record.id for record in recorded}
        plugin = self.client_plugin()
        rows = self.live(lambda: plugin.executions_of(
            names, plugin.option('listed_executions')))
        # A name may have been somebody else's before it was ours.
        return [execution.shown(row.to_dict()) for row in rows
                if row.workflow_id in ours]

    def _show_resource(self):
        default = self.records.named(self.resource_id)
        # Without a record: one that is about to be adopted.
        identifier = self.resource_id if default is None else default.id
        return self.live(lambda: self.client_plugin().workflow(
            identifier)).to_dict()


def resource_mapping():
    return {'OS::Mistral::Workflow': Workflow}
