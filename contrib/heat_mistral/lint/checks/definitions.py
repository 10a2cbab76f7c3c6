"""Definitions of workflows and of ad-hoc actions, in a template or a file."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral.core import definition, rules
from heat_mistral.core.definition import actions as actions_
from heat_mistral.core.definition import tasks_form, top
from heat_mistral.lint import document, model, template, texts

WORKFLOW, ACTION = 'OS::Mistral::Workflow', 'OS::Mistral::Action'
# What cannot be told of a text with fillings for values.
_NOT_OF_FILLED = frozenset(
    ('HM105', 'HM201', 'HM204', 'HM205', 'HM303', 'HM304')
)
# By words of the message: the same refusals as a stack's creation has.
_REFUSALS = (
    ('definition: |', 'HM004'),
    ('starts with a Jinja expression needs quotes', 'HM005'),
    ('this is a workbook', 'HM006'),
)


@dataclasses.dataclass(frozen=True)
class Read:
    """What the definition of a resource is, as far as it is known.

    :ivar parsed: None where the text is not known, or wrong.
    """

    parsed: definition.Definition | None
    findings: tuple[model.Finding, ...] = ()


def of_text(text: model.Text, known: rules.Known) -> Read:
    """Read and check the text of one or more workflows."""
    try:
        parsed = definition.parse(text.value)
    except definition.DefinitionError as fault:
        return Read(None, (_refusal(text, fault),))
    told = (
        _finding(remark, text)
        for remark in rules.remarks(parsed, known)
        if not text.filled or not _is_of_filling(remark, text)
    )
    return Read(parsed, tuple(told))


def of_resource(
    resource: template.Resource,
    parameters: Mapping[str, document.Node],
    known: rules.Known,
) -> Read:
    """Read and check what an OS::Mistral::Workflow defines."""
    node = resource.property('definition')
    if node is None:
        return _of_tasks(resource, known)
    if node.style == '>':
        folded = model.Finding(
            'HM004',
            'the lines of this definition are joined: write "definition: |", '
            'which keeps them',
            node.place,
        )
        return Read(None, (folded,))
    try:
        text = texts.text(node, parameters)
    except texts.MissingFile as ex:
        return Read(None, (model.Finding('HM001', str(ex), node.place),))
    return Read(None) if text is None else of_text(text, known)


def of_action(
    resource: template.Resource, parameters: Mapping[str, document.Node]
) -> Iterator[model.Finding]:
    """Check what an OS::Mistral::Action defines."""
    node = resource.property('definition')
    try:
        text = texts.text(node, parameters)
    except texts.MissingFile as ex:
        yield model.Finding('HM001', str(ex), resource.type_node.place)
        return
    if text is not None:
        yield from of_actions(text)


def are_actions(text: str) -> bool:
    """Whether a text is one of ad-hoc actions, and not of workflows."""
    try:
        _, found = top.read(text, 'action', 'ad-hoc actions', 'base')
    except definition.DefinitionError:
        return False
    bodies = [body for name, body in found.items() if name != 'version']
    return any(
        isinstance(body, dict) and 'base' in body and 'tasks' not in body
        for body in bodies
    )


def of_actions(text: model.Text) -> Iterator[model.Finding]:
    """Check the text of one or more ad-hoc actions."""
    try:
        parsed = actions_.parse(text.value)
    except definition.DefinitionError as fault:
        yield _refusal(text, fault)
        return
    for remark in rules.remarks_of_actions(parsed):
        if not text.filled or not _is_of_filling(remark, text):
            yield _finding(remark, text)


def _refusal(
    text: model.Text, fault: definition.DefinitionError
) -> model.Finding:
    rule = next(
        (code for words, code in _REFUSALS if words in fault.message), 'HM003'
    )
    return model.Finding(
        rule, fault.message, text.place(fault.line, fault.column)
    )


def _finding(remark: rules.Remark, text: model.Text) -> model.Finding:
    return model.Finding(
        remark.rule, remark.message, text.place(remark.line, remark.column)
    )


def _is_of_filling(remark: rules.Remark, text: model.Text) -> bool:
    # Behind the semicolon stand hints.
    subject = remark.message.partition(';')[0]
    return remark.rule in _NOT_OF_FILLED or any(
        filling in subject for filling in text.filled
    )


def _of_tasks(resource: template.Resource, known: rules.Known) -> Read:
    tasks = resource.property('tasks')
    if tasks is None or tasks.kind != 'list':
        return Read(None)
    given: dict[str, Any] = {}
    has_functions = False
    for key in tasks_form.PROPERTIES:
        node = resource.property(key)
        if node is None:
            given[key] = None
            continue
        has_functions |= any(True for _ in template.functions(node))
        given[key] = template.plain(node)
    if has_functions or not isinstance(given['input'], dict | None):
        return Read(None)  # what it will be is not known
    given['type'] = given['type'] or 'direct'
    name = resource.name or 'workflow'
    try:
        parsed = definition.parse(tasks_form.text(name, given))
    except tasks_form.TasksError as ex:
        return Read(None, (model.Finding('HM003', str(ex), tasks.place),))
    except definition.DefinitionError as ex:
        place = _task_node(resource, tasks, ex.path).place
        return Read(None, (model.Finding('HM003', ex.message, place),))
    told = (
        model.Finding(
            remark.rule,
            remark.message,
            _task_node(resource, tasks, remark.path).place,
        )
        for remark in rules.remarks(parsed, known)
    )
    return Read(parsed, tuple(told))


def _task_node(
    resource: template.Resource,
    tasks: document.Node,
    path: tuple[str | int, ...],
) -> document.Node:
    """The deepest node that a path into the definition leads to."""
    steps = list(path[1:])
    if steps[:1] != ['tasks']:
        return resource.place_of(
            str(steps[0]).replace('-', '_') if steps else ''
        )
    node = next(
        (
            each
            for each in tasks.value
            if (name := each.get('name')) is not None
            and steps[1:2] == [str(name.value)]
        ),
        tasks,
    )
    place = node
    for step in steps[2:]:
        key = step.replace('-', '_') if isinstance(step, str) else step
        for candidate in (step, key):
            found = _child(node, candidate)
            if found is not None:
                place, node = found
                break
        else:
            break
    return place


def _child(
    node: document.Node, key: str | int
) -> tuple[document.Node, document.Node] | None:
    if node.kind == 'map' and key in node.value:
        return node.keys[key], node.value[key]
    if node.kind == 'list' and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None
