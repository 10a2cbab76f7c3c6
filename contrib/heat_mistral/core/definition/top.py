"""The top of a definition of either kind: its parts by name, and a version."""

from typing import Any

from heat_mistral.core.definition import load, parts, positions, tree


def read(
    text: str, kind: str, several: str, key: str
) -> tuple[tree.Tree, dict[str, Any]]:
    """Read a text, and check it as a whole.

    :param kind: what each part is, for messages.
    :param several: what the text has one or more of, for messages.
    :param key: that each part has. Without it, what is called "workflows" or
        "actions" is a section of a workbook.
    :returns: the text's tree, and what it says by the names at the top, with
        "version" if that is there.
    :raises DefinitionError: what is wrong, with line and column where
        there is one.
    """
    if not isinstance(text, str):
        raise positions.DefinitionError('a definition is a text')
    document = load.compose(text)
    found = document.value()
    if document.root is None or found is None:
        raise positions.DefinitionError(
            f'the definition is empty; it takes the text of one or more '
            f'{several}'
        )
    if not isinstance(found, dict):
        raise positions.error(
            document.text,
            document.root.start,
            f'not a map of {kind}s by name: the property takes the text of '
            f'the definition itself (for instance by get_file), neither a '
            f'path nor a URL',
        )
    parts.check_version(document, found)
    for name in ('workflows', 'actions'):
        if isinstance(found.get(name), dict) and key not in found[name]:
            raise parts.error(document, [name], parts.WORKBOOK)
    parts.check_names(document, found, kind)
    return document, found
