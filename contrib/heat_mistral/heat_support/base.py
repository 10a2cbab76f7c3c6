"""What all resources of this plugin share: patience, and reading live values.

Heat calls ``handle_<action>`` once and ``check_<action>_complete`` until it
is true. All work is done in the second, in steps that are safe to repeat, so
that a Mistral that is away for a while costs the stack time and nothing else.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from heat.common import exception
from heat.common.i18n import _
from heat.engine import properties, resource
from heat.objects import resource as resource_objects
from oslo_log import log as logging

from heat_mistral import client
from heat_mistral.heat_support import attempt, bus_errors, workers
from heat_mistral.mistral_api import deadlines, errors

LOG = logging.getLogger(__name__)
T = TypeVar('T')


class MistralResource(resource.Resource):
    """Base of all resources here; put it first among the bases."""

    default_client_name = client.CLIENT_NAME

    # A replacement would have another name, another alarm URL and no history:
    # neither a failure, nor a check, nor what is observed leads to one.
    always_replace_on_check_failed = False

    def needs_replace_failed(self):
        return False

    def get_live_state(self, resource_properties):
        """Nothing: an action reconciles with Mistral by itself.

        Heat asks when it observes reality (``--converge``,
        ``observe_on_update``). It would replace a resource for a 404.
        """
        return {}

    def _prepare_update_props(self, after, before):
        """Do not replace a resource that has no physical id.

        Heat does so when it observes reality. Here such a resource is one
        whose create has failed, or which has nothing in Mistral: an update
        mends the first and has nothing to do for the second.
        """
        if self.resource_id is not None:
            return super()._prepare_update_props(after, before)
        self.resource_id = self.name
        try:
            return super()._prepare_update_props(after, before)
        finally:
            self.resource_id = None

    def attempt_at(
        self, step: Callable[..., bool], *args: Any
    ) -> attempt.Attempt:
        """What a handler gives to Heat: a step that is repeated until done.

        :param step: safe to repeat; true once it is done.
        """
        return attempt.Attempt(self, functools.partial(step, *args))

    def wants_update(self, before_props, after_props):
        """Whether a type wants an update where Heat sees no reason for one.

        Called by previews, too: it must not write.

        :raises heat.engine.resource.UpdateReplace: if it wants another
            resource instead.
        """
        return False

    def _needs_update(
        self,
        after,
        before,
        after_props,
        before_props,
        prev_resource,
        check_init_complete=True,
    ):
        """Also true for a failed resource whose template did not change.

        Heat would only mark it COMPLETE when the template goes back to the
        last good one, so that neither a rollback nor a second try repaired
        anything. Its own StackResource does the same. One that updates of
        the stack have left IN_PROGRESS would stay so: nothing but a check
        could be done to it.
        """
        wanted = self.wants_update(before_props, after_props)
        needed = super()._needs_update(
            after,
            before,
            after_props,
            before_props,
            prev_resource,
            check_init_complete,
        )
        return (
            wanted
            or needed
            or self.status == self.FAILED
            or (
                self.status == self.IN_PROGRESS
                and self.stack.convergence
                and workers.find(self) is None
            )
        )

    def action_handler_task(self, action, args=None, action_prefix=None):
        """Forget what was read before this action had the lock.

        Heat waits for another update to end and then goes on with a resource
        that it read before.
        """
        if self.id is not None:
            self._data = None
            self.resource_id = resource_objects.Resource.get_obj(
                self.context,
                self.id,
                refresh=True,
                fields={'physical_resource_id'},
            ).physical_resource_id
        return super().action_handler_task(action, args, action_prefix)

    def validate_external(self):
        """Whether what the template names is there, if that can be asked.

        Heat asks at every update: one of other resources must not fail
        because Mistral is away, or this engine already asks it too often.

        :raises heat.common.exception.StackValidationFailed: if there is no
            such thing, or Mistral refuses to show it.
        """
        try:
            super().validate_external()
        except exception.Error as ex:
            cause = ex.__cause__
            if not (
                isinstance(cause, deadlines.Busy) or errors.is_transient(cause)
            ):
                # Heat would make a 500 of the error as it is.
                raise exception.StackValidationFailed(
                    error=_('Invalid external resource'),
                    path=[self.name],
                    message=str(ex),
                ) from ex
            LOG.warning('Mistral could not be asked for %s: %s', self, ex)

    def _check_complete(self, work: attempt.Attempt | None) -> bool:
        return work is None or work()

    check_create_complete = _check_complete
    check_adopt_complete = _check_complete
    check_update_complete = _check_complete
    check_delete_complete = _check_complete
    check_check_complete = _check_complete
    check_suspend_complete = _check_complete
    check_resume_complete = _check_complete

    def live(self, call: Callable[[], T]) -> T:
        """What Mistral says now, or an error that the output shows.

        :param call: asks Mistral; safe to repeat.
        :raises heat.common.exception.Error: if Mistral cannot be asked. (A
            "not found" is raised as it is: Heat makes it None.)
        """
        plugin = self.client_plugin()
        try:
            return plugin.within(plugin.option('attribute_timeout'), call)
        except Exception as ex:
            if plugin.is_not_found(ex):
                raise
            raise bus_errors.error(
                _('Mistral could not be asked: %s') % errors.first_line(ex)
            ) from ex

    @classmethod
    def resource_to_template(
        cls, resource_type: str, template_type: str = 'cfn'
    ) -> dict[str, Any]:
        """A template that mirrors the resource.

        Heat 27 knows no parameter type for a property of type ANY (KeyError
        in Properties._param_def_from_prop); the mirror has them as maps.
        """
        schema = {}
        for name, prop in cls.properties_schema.items():
            if prop.type == properties.Schema.ANY:
                prop = properties.Schema(
                    properties.Schema.MAP,
                    prop.description,
                    required=prop.required,
                )
            schema[name] = prop
        mirror = type(cls.__name__, (cls,), {'properties_schema': schema})
        return super(MistralResource, mirror).resource_to_template(
            resource_type, template_type
        )
