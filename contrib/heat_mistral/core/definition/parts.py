"""What all kinds of definitions have: a version, names at the top, inputs.

Called by the parsers of workflows and of ad-hoc actions. Checked is what
Mistral answers with a 500 or not at all.
"""

from typing import Any

from heat_mistral.core.definition import edits, model, names, positions, tree

#: What becomes of a workbook, which neither kind of resource takes: Mistral
#: leaves parts of it behind at deletion, and overwrites others' workflows.
WORKBOOK = (
    'this is a workbook, which is not accepted here: what stands below '
    '"workflows" goes to the top level of an OS::Mistral::Workflow, what '
    'stands below "actions" to that of an OS::Mistral::Action; name, '
    'description and tags of the book are left out. A few lines that do it '
    'are in doc/source/reference/workbooks.rst'
)

_Map = dict[Any, Any]
_Path = list[Any]


def check_version(document: tree.Tree, top: _Map) -> None:
    """Check the version of a text, if it has one.

    :raises positions.DefinitionError: for one that is not known.
    """
    version = top.get('version', edits.VERSION)
    try:
        right = not isinstance(version, bool) and float(version) == 2
    except (TypeError, ValueError, OverflowError):
        right = False
    if not right:
        raise error(
            document,
            ['version'],
            f"the version is not one that is known; '{edits.VERSION}' is",
        )


def check_names(document: tree.Tree, top: _Map, kind: str) -> None:
    """Check the keys at the top of a text, each the name of a ``kind``.

    :raises positions.DefinitionError: says which, and what is accepted.
    """
    if not any(name != 'version' for name in top):
        raise positions.error(
            document.text,
            document.top.start,
            f'there is no {kind} in the definition',
        )
    check_keys(document, [], top, f"{names.a(kind)}'s name")
    seen: dict[str, int] = {}
    for key, _ in document.top.items:
        name = key.items
        if name == 'version' or key.tag != tree.STR:
            continue  # what else got this far is a merge ("<<")
        fault = names.fault(name, kind)
        if name in seen:
            line, column = positions.position(document.text, seen[name])
            fault = (
                f'there is another {kind} "{name}" already, at line '
                f'{line}, column {column}'
            )
        if fault:
            raise positions.error(document.text, key.start, fault)
        seen[name] = key.start


def inputs(document: tree.Tree, name: str, body: _Map) -> dict[str, Any]:
    """The declared inputs and their defaults; model.REQUIRED for none.

    :raises positions.DefinitionError: where "input" is no such list.
    """
    if 'input' not in body:
        return {}
    entries = body['input']
    if not isinstance(entries, list) or not entries:
        raise error(document, [name, 'input'], _INPUT)
    declared: dict[str, Any] = {}
    for number, entry in enumerate(entries):
        if isinstance(entry, str) and entry:
            declared[entry] = model.REQUIRED
        elif (
            isinstance(entry, dict)
            and len(entry) == 1
            and isinstance(next(iter(entry)), str)
        ):
            declared.update(entry)
        else:
            raise error(document, [name, 'input', number], _INPUT)
    return declared


_INPUT = (
    '"input" is a list, each entry of it "- name" or "- name: default", '
    'where the name is a text'
)


def check_keys(
    document: tree.Tree, path: _Path, value: _Map, what: str
) -> None:
    """Check that all keys are texts: Mistral fails on others.

    :raises positions.DefinitionError: for the first that is none.
    """
    for key in value:
        if isinstance(key, str):
            continue
        node = _node(document, path)
        at = node.start if node else None
        for candidate, _ in node.items if node else ():
            if candidate.tag != tree.STR:
                at = candidate.start
                break
        raise positions.error(
            document.text,
            at,
            f'{what} is a text; YAML reads this one as '
            f'{type(key).__name__} ({key!r:.50}): put it in quotes',
        )


def _node(document: tree.Tree, path: _Path) -> tree.Node | None:
    node = document.top
    for step in path:
        found = node.child(step)
        if found is None:
            return None
        node = found[1]
    return node if node.kind == 'map' else None


def place(document: tree.Tree, path: _Path) -> tuple[int, int]:
    """Line and column of the deepest part of a path that the text has."""
    return model.Definition(document.text, {}, document).locate(path)


def error(document: tree.Tree, path: _Path, message: str) -> Exception:
    """The error about what is at the end of a path."""
    return positions.DefinitionError(message, *place(document, path), path)
