"""All rules over a definition, in the order of their places."""

import math
from collections.abc import Iterator

from heat_mistral.core.definition import model
from heat_mistral.core.rules import calls, expressions, flow, keys
from heat_mistral.core.rules.model import Known, Remark

_NOTHING = Known()


def remarks(
    definition: model.Definition, known: Known = _NOTHING
) -> list[Remark]:
    """What the rules have to say, from the top of the text to its end.

    :param known: what is known beside the text.
    """
    return sorted(
        dict.fromkeys(_all(definition, known)),
        key=lambda one: (one.line or math.inf, one.column or 0, one.rule),
    )


def _all(definition: model.Definition, known: Known) -> Iterator[Remark]:
    yield from calls.tasks_and_inputs(definition, known)
    for workflow in definition.workflows.values():
        yield from keys.wrong_keys(definition, workflow)
        yield from flow.unreachable_tasks(definition, workflow)
        yield from flow.impossible_joins(definition, workflow)
        yield from calls.unknown_workflows(definition, workflow)
        yield from calls.unknown_actions(definition, workflow, known)
    yield from expressions.wrong_expressions(definition, known.given)
