"""The pages say what the code says, and point to what is there."""

import ast
import pathlib
import re

import heat_mistral

_CODE = pathlib.Path(heat_mistral.__file__).parent
_DOC = pathlib.Path(__file__).parents[5] / 'doc' / 'source'
# A link that GitHub follows and the site does not.
_PATH = re.compile(r'<[^<>\s]+\.rst>`_')


def logged():
    """What the plugin logs, by place."""
    for path in _CODE.rglob('*.py'):
        if 'tests' in path.relative_to(_CODE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == 'LOG'
            ):
                yield f'{path.name}:{node.lineno}', node.args[0].value


def test_each_log_line_is_explained():
    text = (_DOC / 'admin/operations.rst').read_text(encoding='utf-8')
    explained = set(re.findall(r'^``(.+)``\n   ', text, re.MULTILINE))
    said = dict(logged())
    assert set(said.values()) == explained, said


def test_pages_name_each_other_as_the_site_does():
    found = {
        path.relative_to(_DOC): _PATH.findall(path.read_text(encoding='utf-8'))
        for path in _DOC.rglob('*.rst')
    }
    assert not {page: links for page, links in found.items() if links}
