"""Every template that a page shows is created.

Those with a caption are files for the page's commands: test_pages.py.
"""

import pytest

pytest.importorskip('docutils', reason='see test-requirements.txt')

from heat_mistral.tests.functional.docs import reader  # noqa: E402
from heat_mistral.tests.functional.support import stacks as stacks_  # noqa: E402

_KEY = 'heat_template_version'
PAGES = [
    path
    for path in reader.pages()
    if path.name != 'workbooks.rst'  # test_workbooks.py makes its files
    and f'   {_KEY}' in path.read_text(encoding='utf-8')
]
# What the templates of the pages name.
FILES = {
    'text.py': (stacks_.EXAMPLES / '12-python-action/text.py').read_text()
}


@pytest.mark.parametrize(
    'path', PAGES, ids=lambda path: str(path.relative_to(reader.ROOT))
)
def test_templates_of_a_page(path, sandbox):
    for block in reader.blocks(path):
        if block.caption or _KEY not in block.text:
            continue
        user = 'admin' if 'CodeSource' in block.text else 'demo'
        made = stacks_.Stacks(sandbox.heat(user))
        try:
            made.create(
                block.text,
                files={
                    name: text
                    for name, text in FILES.items()
                    if name in block.text
                },
            )
        finally:
            made.clean_up()
