"""Templates that stand in the pages of the documentation."""

import pathlib
import re
import textwrap

import yaml

SOURCE = pathlib.Path(__file__).parents[5] / 'doc' / 'source'
_BLOCK = re.compile(
    r'^\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)', re.MULTILINE
)


def template(page: str) -> dict:
    """The first template of a page.

    :param page: below doc/source, without its ending.
    """
    text = (SOURCE / f'{page}.rst').read_text(encoding='utf-8')
    for block in _BLOCK.findall(text):
        found = yaml.safe_load(textwrap.dedent(block))
        if 'heat_template_version' in found:
            found['heat_template_version'] = str(
                found['heat_template_version']
            )
            return found
    raise AssertionError(f'{page} has no template')
