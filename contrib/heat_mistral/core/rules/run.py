"""All rules over a definition, in the order of their places."""

import itertools
import math
from collections.abc import Iterable, Iterator

from heat_mistral.core.definition import action_checks, model
from heat_mistral.core.rules import (
    calls,
    expressions,
    flow,
    following,
    keys,
    maps,
)
from heat_mistral.core.rules.model import Known, Remark

#: Remarks about one text. Some look for a name that is probably meant, which
#: takes longer than to find that one is wrong.
MOST = 1000
_NOTHING = Known()


def remarks(
    definition: model.Definition, known: Known = _NOTHING, most: int = MOST
) -> list[Remark]:
    """What the rules have to say, from the top of the text to its end.

    :param known: what is known beside the text.
    :param most: no rule is asked further when there are so many.
    """
    return _in_order(_of_workflows(definition, known), most)


def remarks_of_actions(
    definition: model.Actions, known: Known = _NOTHING, most: int = MOST
) -> list[Remark]:
    """The same of a text of ad-hoc actions."""
    return _in_order(_of_actions(definition, known), most)


def _in_order(found: Iterable[Remark], most: int) -> list[Remark]:
    return sorted(
        dict.fromkeys(itertools.islice(found, most)),
        key=lambda one: (one.line or math.inf, one.column or 0, one.rule),
    )


def _of_workflows(
    definition: model.Definition, known: Known
) -> Iterator[Remark]:
    yield from calls.tasks_and_inputs(definition, known)
    yield from maps.wrong_maps(definition)
    for workflow in definition.workflows.values():
        yield from keys.wrong_keys(definition, workflow)
        yield from following.wrong_clauses(definition, workflow)
        yield from flow.unreachable_tasks(definition, workflow)
        yield from flow.impossible_joins(definition, workflow)
        yield from calls.unknown_workflows(definition, workflow)
        yield from calls.unknown_actions(definition, workflow, known)
    yield from expressions.wrong_expressions(
        definition,
        expressions.variables(definition),
        known.given,
        known.readable,
    )


def _of_actions(definition: model.Actions, known: Known) -> Iterator[Remark]:
    yield from maps.wrong_maps(definition)
    for fault in action_checks.ignored_inputs(definition):
        yield calls.of_fault('HM203', fault)
    # They see the variables of the workflow that uses them.
    yield from expressions.wrong_expressions(
        definition, {}, known.given, known.readable
    )
