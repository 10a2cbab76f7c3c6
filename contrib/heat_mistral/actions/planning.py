"""Makes a plan from what is wanted and what Mistral has; pure."""

import dataclasses
from collections.abc import Collection

from heat_mistral.actions import mark, objections
from heat_mistral.actions.model import (
    AD_HOC,
    ENTRY_POINT,
    Action,
    Observed,
    Registered,
    Source,
    Uploaded,
)
from heat_mistral.actions.plan import Options, Row, SourcePlan, State


def make(source: Source, observed: Observed, options: Options) -> SourcePlan:
    """The plan for one source.

    :param observed: what Mistral has of the source's names.
    """
    meant = [
        action
        for action in source.actions
        if not options.names or action.name in options.names
    ]
    content = mark.marked(source.text, source.distribution, source.version)
    uploaded = _uploaded(source, observed)
    scope = options.scope or _scope(meant, uploaded, observed)
    found = objections.findings(source, meant, options)
    fault = objections.fault(source, content, found, options)
    users = observed.users_of(uploaded) if uploaded else []
    gone = [one for one in users if one.class_name not in source.classes]
    whose = uploaded and (
        objections.whose(uploaded, source)
        or objections.of_another_directory(uploaded, gone)
    )
    if fault is not None:
        rows = _all(meant or source.actions, State.REFUSED, fault, source)
        return SourcePlan(source, content, scope, uploaded, tuple(rows))
    if whose and not options.override:
        rows = _all(meant, State.FOREIGN, whose, source)
        return SourcePlan(source, content, scope, uploaded, tuple(rows))
    names = {action.name for action in meant}
    drafted = SourcePlan(
        source,
        content,
        scope,
        uploaded,
        (),
        tuple(gone),
        tuple(
            one for one in users if one not in gone and one.name not in names
        ),
        tuple(objections.located(source, one) for one in found),
    )
    rows = [_row(action, drafted, observed, options) for action in meant]
    if not any(row.is_to_be_done for row in rows):
        return dataclasses.replace(drafted, rows=tuple(rows), gone=())
    rows += [
        Row(
            one.name,
            one.class_name,
            State.GONE,
            '',
            f'the file has no class {one.class_name} any more',
            one,
        )
        for one in gone
    ]
    return dataclasses.replace(drafted, rows=tuple(rows))


def _uploaded(source: Source, observed: Observed) -> Uploaded | None:
    """The source that a file is to replace.

    One of another name may be the command's own: somebody has adopted it.
    """
    named = observed.source_named(source.name)
    if named is not None:
        return named
    for action in source.actions:
        registered = observed.action(action.name)
        used = registered and observed.source(registered.source_id)
        if used and objections.whose(used, source) is None:
            return used
    return None


def _scope(
    meant: Collection[Action], uploaded: Uploaded | None, observed: Observed
) -> str:
    """The scope that a source has unless the user gives one.

    Nothing that is private becomes public by moving into it.
    """
    if uploaded is not None:
        return uploaded.scope
    registered = (observed.action(action.name) for action in meant)
    scopes = {one.scope for one in registered if one is not None}
    return 'private' if 'private' in scopes else 'public'


def _all(
    actions: Collection[Action], state: str, reason: str, source: Source
) -> list[Row]:
    if not actions:
        return [Row(source.name, '', state, '', reason)]
    return [
        Row(action.name, action.class_name, state, action.inputs, reason)
        for action in actions
    ]


def _row(
    action: Action, drafted: SourcePlan, observed: Observed, options: Options
) -> Row:
    hiding = [
        by
        for name, by in observed.taken
        if name == action.name and by != ENTRY_POINT
    ]
    row = _unhidden(action, drafted, observed, options)
    if not hiding:
        return row
    if row.registered is None:
        return _hidden(row, hiding[0])
    if AD_HOC not in hiding:
        return row
    told = f'{AD_HOC} has its name as well, and is run instead'
    return dataclasses.replace(
        row, reason=f'{row.reason}; {told}' if row.reason else told
    )


def _unhidden(
    action: Action, drafted: SourcePlan, observed: Observed, options: Options
) -> Row:
    """An action, as if nothing but an entry point were in its way."""
    registered = observed.action(action.name)
    row = Row(
        action.name,
        action.class_name,
        State.NEW,
        action.inputs,
        registered=registered,
    )
    if registered is None:
        is_installed = (action.name, ENTRY_POINT) in observed.taken
        if not is_installed or options.override:
            return row
        return dataclasses.replace(
            row,
            state=State.FOREIGN,
            reason='Mistral has it from an entry point; --override puts this '
            'one in front of it',
            is_installed=True,
        )
    reason = _change(registered, action, drafted, observed)
    if reason is None:
        return dataclasses.replace(row, state=State.SAME)
    foreign = objections.foreign(registered, drafted, observed)
    if foreign is not None and not options.override:
        return dataclasses.replace(row, state=State.FOREIGN, reason=foreign)
    if options.scope is None and drafted.scope == 'public' != registered.scope:
        return dataclasses.replace(
            row,
            state=State.REFUSED,
            reason=f'it is private, and the code source '
            f'{drafted.source.name} is public; --scope tells which both '
            f'are to be',
        )
    return dataclasses.replace(row, state=State.CHANGED, reason=reason)


def _hidden(row: Row, by: str) -> Row:
    """An action that something else would be run in place of."""
    return dataclasses.replace(
        row,
        state=State.REFUSED,
        reason=f'the name is that of {by}, which would be run instead',
        is_installed=False,
    )


def _change(
    registered: Registered,
    action: Action,
    drafted: SourcePlan,
    observed: Observed,
) -> str | None:
    """What is different in Mistral, or None."""
    uploaded = drafted.uploaded
    if uploaded is None or registered.source_id != uploaded.id:
        return 'it is in another code source'
    if uploaded.content != drafted.content:
        return _difference(uploaded, drafted)
    if registered.class_name != action.class_name:
        return f'its class was {registered.class_name}'
    if drafted.scope != registered.scope or drafted.scope != uploaded.scope:
        return f'it is to be {drafted.scope}'
    return None


def _difference(uploaded: Uploaded, drafted: SourcePlan) -> str:
    if mark.rest(uploaded.content) != drafted.source.text:
        return 'the source has changed'
    found = mark.read(uploaded.content)
    if found is None or not found.is_intact:
        return 'the source has no mark'
    return f'the same source, of {found.distribution} {found.version}'
