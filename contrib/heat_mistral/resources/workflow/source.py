"""The definition that a workflow's properties stand for.

Both forms, "definition" and "tasks", end in a text in Mistral's language and
go the same way from there.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from heat.common import exception
from heat.common.i18n import _

from heat_mistral.core import definition
from heat_mistral.core.definition import tasks_form
from heat_mistral.heat_support import properties
from heat_mistral.resources.workflow import schema


class Named(Protocol):
    """A resource whose workflows get names."""

    name: str
    stack: Any

    def physical_resource_name(self) -> str | None: ...


def form(props: Any) -> str:
    """Which of the two forms is given, as the name of its property.

    :param props: Heat's Properties.
    :raises heat.common.exception.HeatException: if both are, or neither.
    """
    forms = (schema.DEFINITION, schema.TASKS)
    given = [key for key in forms if properties.is_given(props, key)]
    if len(given) == 2:
        raise exception.ResourcePropertyConflict(*forms)
    if not given:
        raise exception.PropertyUnspecifiedError(*forms)
    return given[0]


class Source:
    """A definition's text, and which property to blame for it.

    :ivar text: in Mistral's language; "version" may be missing.
    :ivar is_tasks: whether it comes from the form with "tasks".
    """

    def __init__(self, rsrc: Named, props: Any) -> None:
        """Take the text from the properties.

        :param props: Heat's Properties, all of them with a value.
        :raises heat.common.exception.HeatException: if the properties do not
            go together, or the tasks cannot be written as a definition.
        """
        self._rsrc = rsrc
        self.is_tasks = form(props) == schema.TASKS
        self.text = (
            _text_of_tasks(rsrc, props)
            if self.is_tasks
            else _text_of_definition(rsrc, props)
        )

    def parse(self, largest: int | None = None) -> definition.Definition:
        """Read the text.

        The result is not kept: it takes about 90 times the text's memory.

        :param largest: bytes that the text may have.
        :raises heat_mistral.core.definition.DefinitionError: if it is larger,
            or no definition.
        """
        size = len(self.text.encode('utf-8', 'surrogatepass'))
        if largest is not None and size > largest:
            raise definition.DefinitionError(
                f'the definition has {size:,} bytes; at most {largest:,} are '
                f'accepted (definition_size in [clients_mistral] of heat.conf)'
            )
        return definition.parse(self.text)

    @contextlib.contextmanager
    def blaming(self) -> Iterator[None]:
        """Report errors of the definition as those of the property.

        :raises heat.common.exception.StackValidationFailed: with line and
            column, or with the task of the form with "tasks".
        """
        try:
            yield
        except definition.DefinitionError as ex:
            prop = schema.TASKS if self.is_tasks else schema.DEFINITION
            raise properties.invalid(self._rsrc, prop, self.told(ex)) from ex

    def told(self, fault: definition.DefinitionError) -> str:
        """What is wrong and where: in the text, or in which task."""
        if not self.is_tasks:
            return str(fault)
        # Of a text that nobody wrote a line tells nothing.
        place = tasks_form.place(fault.path)
        return f'{place}: {fault.message}' if place else fault.message


def _text_of_tasks(rsrc: Named, props: Mapping[str, Any]) -> str:
    # Without a physical name while it is being validated: nothing is stored
    # yet. Mistral takes no spaces, which a resource's name may have.
    name = props[schema.NAME] or rsrc.physical_resource_name() or rsrc.name
    with properties.blaming(rsrc, schema.TASKS, tasks_form.TasksError):
        return tasks_form.text(name.replace(' ', '_'), props)


def _text_of_definition(rsrc: Named, props: Mapping[str, Any]) -> str:
    for key in schema.TASKS_FORM:
        if props[key] is not None:
            raise properties.invalid(
                rsrc,
                key,
                _(
                    'belongs to the form with "tasks"; beside "definition", '
                    'write it into the text'
                ),
            )
    return props[schema.DEFINITION]
