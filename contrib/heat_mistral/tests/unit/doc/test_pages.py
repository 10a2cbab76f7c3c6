"""The pages say what the code says, and point to what is there."""

import ast
import pathlib
import re

import pytest

import heat_mistral

_CODE = pathlib.Path(heat_mistral.__file__).parent
_TOP = pathlib.Path(__file__).parents[5]
_DOC = _TOP / 'doc' / 'source'
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


def test_what_is_shown_without_sphinx_needs_none():
    core = pytest.importorskip('docutils.core')
    for name in ('CONTRIBUTING', 'HACKING', 'README', 'SECURITY'):
        text = (_TOP / f'{name}.rst').read_text(encoding='utf-8')
        # Raises where GitHub and PyPI would show an error.
        core.publish_doctree(
            text,
            source_path=f'{name}.rst',
            settings_overrides={'halt_level': 2, '_disable_config': True},
        )


def test_links_of_what_is_shown_without_sphinx_lead_somewhere():
    for name in ('CONTRIBUTING', 'HACKING', 'README', 'SECURITY'):
        text = (_TOP / f'{name}.rst').read_text(encoding='utf-8')
        links = re.findall(r'<([^<>\s]+)>`_', text)
        links += re.findall(r'^\.\. _[^:]+: (\S+)$', text, re.MULTILINE)
        # Places that are named in plain words, too.
        links += re.findall(r'``(doc/(?!build/)[\w/.-]+)``', text)
        for link in links:
            assert ':' in link or (_TOP / link).exists(), (name, link)


def test_readme_stays_short():
    lines = (_TOP / 'README.rst').read_text(encoding='utf-8').splitlines()
    assert len(lines) < 150
