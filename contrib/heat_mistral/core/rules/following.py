"""On-clauses as they are written: one name an entry, conditions in signs.

From mistral/lang/v2/on_clause.py of Mistral 23.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from heat_mistral.core.definition import clauses, inline, model
from heat_mistral.core.rules import keys
from heat_mistral.core.rules.model import Path, Remark, remark


def wrong_clauses(
    definition: model.Definition, workflow: model.Workflow
) -> Iterator[Remark]:
    """Entries of on-clauses that Mistral does not take."""
    top: Path = (workflow.name,)
    owners: list[tuple[Path, Any]] = [
        ((*top, clauses.DEFAULTS), workflow.body.get(clauses.DEFAULTS)),
        *(
            ((*top, 'tasks', name), content)
            for name, content in workflow.body['tasks'].items()
        ),
    ]
    for path, owner in owners:
        if not isinstance(owner, Mapping):
            continue
        for kind in clauses.ON:
            for place, name, condition in _entries(owner.get(kind)):
                yield from _wrong(
                    definition, (*path, kind, *place), name, condition
                )


def _entries(clause: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Place, name and condition of each entry; None for no condition."""
    place: Path = ()
    if isinstance(clause, Mapping):
        clause, place = clause.get('next'), ('next',)
    if isinstance(clause, Mapping):
        for name, condition in clause.items():
            yield (*place, name), name, condition
        return
    entries = clause if isinstance(clause, list) else [clause]
    for at, entry in enumerate(entries):
        where = (*place, at) if isinstance(clause, list) else place
        if isinstance(entry, Mapping):
            for name, condition in entry.items():
                yield (*where, name), name, condition
        elif isinstance(entry, str):
            yield where, entry, None


def _wrong(
    definition: model.Definition, path: Path, name: Any, condition: Any
) -> Iterator[Remark]:
    if condition is not None and not keys.is_expression(condition):
        yield remark(
            'HM105',
            definition,
            path,
            f'the condition of "{str(name)[:50]}" takes an expression alone: '
            f'"<% ... %>" or "{{{{ ... }}}}"',
        )
    # "fail msg='...'" has something behind its name, "a b" has not.
    if isinstance(name, str) and ' ' in name.strip():
        read, passed = inline.inputs(name)
        if not read and not passed:
            yield remark(
                'HM105',
                definition,
                path,
                f'"{name[:50]}" is no name of a task; several are a list, '
                f'[{", ".join(name[:50].replace(",", " ").split())}]',
            )
