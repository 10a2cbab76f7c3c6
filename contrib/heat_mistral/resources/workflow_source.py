"""From the properties of OS::Mistral::Workflow to what is to be registered.

Both forms, "definition" and "tasks", end in a text in Mistral's language and
go the same way from there.
"""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import definition, signals, tasks_form
from heat_mistral.resources import base, records, registration
from heat_mistral.resources import workflow_schema as schema

# The same text is parsed at every validation and every signal.
_parse = functools.lru_cache(maxsize=16)(definition.parse)


class Source:
    """The definition that a resource's properties stand for."""

    def __init__(self, rsrc: Any, props: Mapping[str, Any]) -> None:
        self._rsrc = rsrc
        self._props = props

    def form(self) -> str:
        """Which of the two forms is given.

        :raises heat.common.exception.HeatException: if both are, or neither.
        """
        forms = (schema.DEFINITION, schema.TASKS)
        given = [key for key in forms if base.is_given(self._props, key)]
        if len(given) == 2:
            raise exception.ResourcePropertyConflict(*forms)
        if not given:
            raise exception.PropertyUnspecifiedError(*forms)
        return given[0]

    @property
    def _is_tasks(self) -> bool:
        return (self._rsrc.external_id is None
                and self.form() == schema.TASKS)

    @contextlib.contextmanager
    def blaming(self) -> Iterator[None]:
        """Report errors of the definition as those of the property.

        :raises heat.common.exception.StackValidationFailed: with line and
            column, or with the task of the form with "tasks".
        """
        try:
            yield
        except definition.DefinitionError as ex:
            if not self._is_tasks:
                raise base.invalid(
                    self._rsrc, schema.DEFINITION, str(ex)) from ex
            place = tasks_form.place(ex.path)
            raise base.invalid(
                self._rsrc, schema.TASKS,
                f'{place}: {ex.message}' if place else ex.message) from ex

    @functools.cached_property
    def parsed(self) -> definition.Definition:
        """The definition.

        :raises heat_mistral.definition.DefinitionError: if it is none.
        """
        rsrc, props = self._rsrc, self._props
        if rsrc.external_id is not None:
            identifier = next(
                (record.id for record in rsrc.records.current().values()),
                rsrc.external_id)
            return _parse(rsrc.client_plugin().workflow(
                identifier).definition)
        if self._is_tasks:
            with base.blaming(rsrc, schema.TASKS, tasks_form.TasksError):
                text = tasks_form.text(self._tasks_name(), props)
            return _parse(text)
        for key in schema.TASKS_FORM:
            if props[key] is not None:
                raise base.invalid(rsrc, key, _(
                    'belongs to the form with "tasks"; beside "definition", '
                    'write it into the text'))
        return _parse(props[schema.DEFINITION])

    def _tasks_name(self) -> str:
        # The last while it is being validated: nothing is stored yet.
        # Mistral takes no spaces, which a resource's name may have.
        return (self._props[schema.NAME]
                or self._rsrc.physical_resource_name() or self._rsrc.name
                ).replace(' ', '_')

    def _names(self) -> dict[str, str]:
        """Short name -> registered name."""
        if self._is_tasks:
            return {short: short for short in self.parsed.workflows}
        prefix = (self._props[schema.NAME]
                  or f'{self._rsrc.stack.name}.{self._rsrc.name}')
        return {short: definition.registered_name(prefix, short)
                for short in self.parsed.workflows}

    def wanted(self) -> registration.Wanted:
        """What is to be registered.

        :raises heat_mistral.definition.DefinitionError: if it cannot be.
        :raises heat.common.exception.StackValidationFailed: if properties
            do not go together.
        """
        props = self._props
        given = props[schema.INPUT] or {}
        if props[schema.SCOPE] == schema.PUBLIC and given:
            raise base.invalid(self._rsrc, schema.SCOPE, _(
                'public cannot be combined with "input": every project '
                'could read the values'))
        names = self._names()
        return registration.Wanted(
            names=names,
            required={
                short: frozenset(
                    name for name, value in workflow.inputs.items()
                    if value is definition.REQUIRED and name not in given)
                for short, workflow in self.parsed.workflows.items()},
            texts=definition.qualify(
                self.parsed, names, given,
                description=props[schema.DESCRIPTION],
                tags=props[schema.TAGS]),
            namespace=props[schema.NAMESPACE],
            scope=props[schema.SCOPE])

    def default(self) -> str:
        """Short name of what a signal runs that names no workflow."""
        default = self._props[schema.DEFAULT_WORKFLOW]
        known = self.parsed.workflows
        if default and default not in known:
            raise base.invalid(self._rsrc, schema.DEFAULT_WORKFLOW, _(
                'there is no workflow %(name)s in the definition; there '
                'are: %(all)s') % {'name': default, 'all': ', '.join(known)})
        return default or next(iter(known))

    def rules(self, known: Mapping[str, records.Record]) -> signals.Rules:
        """What a signal may ask for.

        :param known: the workflows there are, by short name.
        """
        return signals.Rules(
            workflows={short: tuple(workflow.inputs)
                       for short, workflow in self.parsed.workflows.items()},
            registered={short: record.name for short, record
                        in known.items()},
            default=self.default(),
            params=self._props[schema.PARAMS] or {},
            # A workflow that Heat's own plugin registered has no defaults.
            input=(self._props[schema.INPUT] or {} if self._is_tasks else {}),
            body_is_input=self._props[schema.USE_REQUEST_BODY_AS_INPUT],
            lenient=self._is_tasks)
