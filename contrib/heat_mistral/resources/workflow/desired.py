"""What a workflow resource's properties ask to be registered in Mistral."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heat.common.i18n import _

from heat_mistral.core import definition
from heat_mistral.core.definition import meaning
from heat_mistral.core.execution import params as execution_params
from heat_mistral.heat_support import properties
from heat_mistral.resources.workflow import schema
from heat_mistral.resources.workflow import source as source_


@dataclasses.dataclass(frozen=True)
class Desired:
    """What is to be registered; made once for an action and passed on.

    :ivar names: short name -> registered name, in the order of the text.
    :ivar texts: short name -> complete definition of that one workflow.
    :ivar required: short name -> inputs that every run has to be given.
    :ivar tasks: short name -> how many tasks it has.
    :ivar default: short name of what a signal runs that names no workflow.
    :ivar members: ids of projects that the workflows are shared with.
    :ivar keep_executions: whether finished executions stay in Mistral when
        their workflow goes.
    :ivar source: where the texts come from.
    :ivar broken_reference: a task that does not exist, or an input that
        lacks, if any.
    :ivar given: names of inputs that get a default in every workflow.
    :ivar warnings: what would not do what it seems to, beside the text.
    """

    names: Mapping[str, str]
    texts: Mapping[str, str]
    required: Mapping[str, frozenset[str]]
    tasks: Mapping[str, int]
    default: str
    namespace: str
    scope: str
    members: frozenset[str]
    keep_executions: bool
    source: source_.Source
    broken_reference: definition.DefinitionError | None
    given: frozenset[str]
    warnings: Sequence[str]

    @functools.cached_property
    def digests(self) -> Mapping[str, str]:
        """Short name -> hash that is equal for texts of the same meaning."""
        return {
            short: meaning.digest(text) for short, text in self.texts.items()
        }

    @property
    def default_name(self) -> str:
        """Registered name of the default workflow: the resource's id."""
        return self.names[self.default]


def build(
    rsrc: source_.Named,
    props: Any,
    source: source_.Source,
    parsed: definition.Definition,
) -> Desired:
    """What these properties ask for.

    :param props: Heat's Properties.
    :param source: the definition that they stand for.
    :param parsed: the same, read.
    :raises heat_mistral.core.definition.DefinitionError: if the definition
        cannot be registered.
    :raises heat.common.exception.StackValidationFailed: if properties do not
        go together.
    """
    values = props[schema.INPUT] or {}
    if props[schema.SCOPE] == schema.PUBLIC and props[schema.MEMBERS]:
        raise properties.invalid(
            rsrc,
            schema.MEMBERS,
            _(
                'only private workflows have members; public ones are every '
                "project's already"
            ),
        )
    if props[schema.SCOPE] == schema.PUBLIC and values:
        raise properties.invalid(
            rsrc,
            schema.SCOPE,
            _(
                'public cannot be combined with "input": every project '
                'could read the values'
            ),
        )
    actions = _actions(rsrc, props[schema.ACTIONS] or {})
    workflows = parsed.workflows
    names = _names(rsrc, props, workflows, source.is_tasks)
    return Desired(
        names=names,
        texts=definition.qualify(
            parsed,
            names,
            values,
            description=props[schema.DESCRIPTION],
            tags=props[schema.TAGS],
            actions=actions,
        ),
        required={
            short: frozenset(
                name
                for name, value in workflow.inputs.items()
                if value is definition.REQUIRED and name not in values
            )
            for short, workflow in workflows.items()
        },
        tasks={
            short: len(workflow.body['tasks'])
            for short, workflow in workflows.items()
        },
        default=default(rsrc, props, workflows),
        namespace=props[schema.NAMESPACE],
        scope=props[schema.SCOPE],
        members=frozenset(props[schema.MEMBERS] or ()),
        keep_executions=props[schema.KEEP_EXECUTIONS],
        source=source,
        broken_reference=next(
            definition.broken_references(parsed, values.keys()), None
        ),
        given=frozenset(values),
        warnings=_unused(parsed, actions),
    )


def default(
    rsrc: source_.Named, props: Mapping[str, Any], shorts: Iterable[str]
) -> str:
    """Short name of what a signal runs that names no workflow.

    :param shorts: of the definition's workflows, in the order of the text.
    :raises heat.common.exception.StackValidationFailed: if the property
        names none of them.
    """
    name, shorts = props[schema.DEFAULT_WORKFLOW], list(shorts)
    if name and name not in shorts:
        raise properties.invalid(
            rsrc,
            schema.DEFAULT_WORKFLOW,
            _(
                'there is no workflow %(name)s in the definition; there '
                'are: %(all)s'
            )
            % {'name': name[:100], 'all': ', '.join(shorts)[:300]},
        )
    return name or shorts[0]


def check_params(rsrc: source_.Named, props: Mapping[str, Any]) -> None:
    """Refuse params with which no signal could start a run.

    :raises heat.common.exception.StackValidationFailed: says which.
    """
    params = props[schema.PARAMS] or {}
    with properties.blaming(
        rsrc, schema.PARAMS, execution_params.InvalidParams
    ):
        execution_params.check(params)
    if props[schema.TYPE] == schema.REVERSE and not params.get(
        execution_params.TASK_NAME
    ):
        raise properties.invalid(
            rsrc,
            schema.PARAMS,
            _(
                'a workflow of type reverse needs "task_name" here: the '
                'task that its runs are to reach'
            ),
        )


def _actions(
    rsrc: source_.Named, actions: Mapping[str, Any]
) -> dict[str, str]:
    """Name in the definition -> registered name of an action.

    :raises heat.common.exception.StackValidationFailed: for what cannot be
        the name of one.
    """
    for short, name in actions.items():
        if not definition.is_action_name(name):
            raise properties.invalid(
                rsrc,
                schema.ACTIONS,
                _(
                    'the value of "%(short)s" is not the registered name of '
                    'an action: text without spaces, "=", "(" and quotes'
                )
                % {'short': short[:100]},
            )
    return dict(actions)


def _unused(
    parsed: definition.Definition, actions: Mapping[str, str]
) -> list[str]:
    """A warning where no task names any of the actions.

    That some are not named is as it should be: an attribute gives all.
    """
    if not actions or actions.keys() & definition.named_actions(parsed):
        return []
    return [
        _('no task names any of "actions": %s')
        % ', '.join(sorted(actions))[:150]
    ]


def _names(
    rsrc: source_.Named,
    props: Mapping[str, Any],
    shorts: Iterable[str],
    is_tasks: bool,
) -> dict[str, str]:
    """Short name -> registered name."""
    if is_tasks:
        return {short: short for short in shorts}
    prefix = props[schema.NAME] or f'{rsrc.stack.name}.{rsrc.name}'
    return {
        short: definition.registered_name(prefix, short) for short in shorts
    }
