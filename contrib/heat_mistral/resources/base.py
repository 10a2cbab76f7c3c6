"""What all resources of this plugin share: patience, and reading live values.

Heat calls ``handle_<action>`` once and ``check_<action>_complete`` until it
is true. All work is done in the second, in steps that are safe to repeat, so
that a Mistral that is away for a while costs the stack time and nothing else.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from heat.common import exception
from heat.common.i18n import _
from heat.engine import function, properties, resource
from heat.objects import resource as resource_objects
from keystoneauth1 import exceptions as ka_exceptions
from mistralclient.api import base as mistral_base
from oslo_log import log as logging

from heat_mistral import client, errors
from heat_mistral.resources import watching

LOG = logging.getLogger(__name__)
T = TypeVar('T')

# Seconds. Heat's scheduler takes a PollDelay that is no int as 1.
FIRST_WAIT, LONGEST_WAIT = 1, 10


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Turn an error of Mistral's into one a stack's owner can read.

    Never a conflict or a ResourceInError: Heat answers those by deleting and
    creating the resource again.
    """
    try:
        yield
    except (mistral_base.APIException,
            ka_exceptions.ClientException) as ex:
        LOG.debug('Mistral refused', exc_info=True)
        raise exception.Error(errors.first_line(ex)) from ex


def invalid(rsrc: resource.Resource, prop: str, message: str) -> Exception:
    """The error for a property whose value cannot be used."""
    return exception.StackValidationFailed(
        error=_('Property error'), path=[rsrc.name, 'properties', prop],
        message=message)


@contextlib.contextmanager
def blaming(rsrc: resource.Resource, prop: str,
            *kinds: type[Exception]) -> Iterator[None]:
    """Report errors of these kinds as the property's."""
    try:
        yield
    except kinds as ex:
        raise invalid(rsrc, prop, str(ex)) from ex


def is_unresolved(props: properties.Properties, name: str) -> bool:
    """Whether a property depends on a resource that is not there yet."""
    return any(rsrc.action == rsrc.INIT
               for rsrc in function.dependencies(props.data.get(name)))


def is_given(props: properties.Properties, name: str) -> bool:
    """Whether a property has a value, or will have one; null is none."""
    raw = props.data.get(name)
    return raw is not None and (
        is_unresolved(props, name)
        or function.resolve(raw, nullable=True) not in (None, Ellipsis))


class Attempt:
    """The work of one action, step by step until it is done."""

    def __init__(self, rsrc: 'MistralResource',
                 step: Callable[[], bool]) -> None:
        """Prepare the work.

        :param step: does a part of what is left, or all; true when nothing
            is left. Must be safe to call again after any error.
        """
        self._rsrc = rsrc
        self._step = step
        self._wait = FIRST_WAIT
        self._told: set[str] = set()
        self._shown: str | None = None

    def __call__(self) -> bool:
        """Do a step.

        :raises heat.engine.resource.PollDelay: if Mistral is indisposed. The
            stack's own timeout ends the waiting; an event tells the reason,
            and while it lasts the resource's reason does.
        :raises heat.common.exception.Error: if Mistral refuses.
        """
        plugin = self._rsrc.client_plugin()
        try:
            with readable_errors(), plugin.lasting(self._longest_request()):
                done = self._step()
        except resource.PollDelay:
            self._served()
            raise
        except exception.Error as ex:
            cause = ex.__cause__
            if cause is None or not errors.is_transient(cause):
                raise
            self._tell(_(
                'Mistral cannot serve this now, trying again: %s') % str(ex))
            wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
            raise resource.PollDelay(wait) from ex
        self._served()
        return done

    def _served(self) -> None:
        self._wait = FIRST_WAIT
        if self._shown is not None:
            self._shown = None
            watching.write(self._rsrc, self._rsrc.status_reason)

    def _longest_request(self) -> float | None:
        # A request must not outlast the stack's own timeout.
        bounds = self._rsrc.longest_request, self._rsrc.stack.time_remaining()
        return min((each for each in bounds if each is not None),
                   default=None)

    def _tell(self, reason: str) -> None:
        # The resource as it is here keeps its own reason: it is shown again
        # when this is over, and is not told of again.
        if reason != self._shown:
            watching.write(self._rsrc, reason)
            self._shown = reason
        # Once for each reason: Heat keeps 1000 events of a stack.
        if reason not in self._told:
            self._told.add(reason)
            self._rsrc._add_event(
                self._rsrc.action, self._rsrc.status, reason)


class MistralResource(resource.Resource):
    """Base of all resources here; put it first among the bases."""

    default_client_name = client.CLIENT_NAME
    # Of an action; None for what the operator's option says. (Seconds)
    longest_request: float | None = None

    # A replacement would have another name, another alarm URL and no history.
    always_replace_on_check_failed = False

    def needs_replace_failed(self):
        return False

    def _needs_update(self, after, before, after_props, before_props,
                      prev_resource, check_init_complete=True):
        """Also true for a failed resource whose template did not change.

        Heat would only mark it COMPLETE when the template goes back to the
        last good one, so that neither a rollback nor a second try repaired
        anything. Its own StackResource does the same. One that updates of
        the stack have left IN_PROGRESS would stay so: nothing but a check
        could be done to it.
        """
        needed = super()._needs_update(after, before, after_props,
                                       before_props, prev_resource,
                                       check_init_complete)
        return (needed or self.status == self.FAILED
                or self._is_left_in_progress())

    def action_handler_task(self, action, args=None, action_prefix=None):
        """Forget what was read before this action had the lock.

        Heat waits for another update to end and then goes on with a resource
        that it read before.
        """
        if self.id is not None:
            self._data = None
            self.resource_id = resource_objects.Resource.get_obj(
                self.context, self.id, refresh=True,
                fields={'physical_resource_id'}).physical_resource_id
        return super().action_handler_task(action, args, action_prefix)

    def _is_left_in_progress(self):
        return (self.stack.convergence and self.status == self.IN_PROGRESS
                and resource_objects.Resource.get_obj(
                    self.context, self.id, refresh=True,
                    fields={'engine_id'}).engine_id is None)

    def validate_external(self):
        """Whether what the template names is there, if that can be asked.

        Heat asks at every update: one of other resources must not fail
        because Mistral is away.
        """
        try:
            super().validate_external()
        except exception.Error as ex:
            cause = ex.__cause__
            if cause is None or not errors.is_transient(cause):
                raise
            LOG.warning('Mistral could not be asked for %s: %s', self, ex)

    def _check_complete(self, attempt: Attempt | None) -> bool:
        return attempt is None or attempt()

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
            raise exception.Error(_(
                'Mistral could not be asked: %s') % errors.first_line(ex)
            ) from ex

    @classmethod
    def resource_to_template(cls, resource_type: str,
                             template_type: str = 'cfn') -> dict[str, Any]:
        """A template that mirrors the resource.

        Heat 27 knows no parameter type for a property of type ANY (KeyError
        in Properties._param_def_from_prop); the mirror has them as maps.
        """
        schema = {}
        for name, prop in cls.properties_schema.items():
            if prop.type == properties.Schema.ANY:
                prop = properties.Schema(
                    properties.Schema.MAP, prop.description,
                    required=prop.required)
            schema[name] = prop
        mirror = type(cls.__name__, (cls,), {'properties_schema': schema})
        return super(MistralResource, mirror).resource_to_template(
            resource_type, template_type)
