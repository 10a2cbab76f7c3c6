"""Every command of the pages is run, in the order in which a reader does it.

``--write-outputs`` puts what was written into the pages.
"""

import pathlib
import tempfile

import pytest

pytest.importorskip('docutils', reason='see test-requirements.txt')

from heat_mistral.tests.functional.docs import (  # noqa: E402
    following,
    reader,
    recording,
    shell,
    warm,
)
from heat_mistral.tests.functional.support import stacks as stacks_  # noqa: E402

PAGES = [
    path
    for path in reader.pages()
    if following.is_followed(path)
    and any(
        f'code-block:: {language}\n' in path.read_text(encoding='utf-8')
        for language in reader.SHELL
    )
]


@pytest.fixture(scope='module')
def programs():
    # Short enough for a socket.
    with (
        tempfile.TemporaryDirectory() as folder,
        warm.openstack(pathlib.Path(folder)) as made,
    ):
        yield made


@pytest.fixture
def left_as_it_was(sandbox):
    """Stacks that a page leaves are deleted."""
    users = [sandbox.heat(user) for user in ('demo', 'admin')]
    before = {stack.id for heat in users for stack in heat.stacks.list()}
    yield
    for heat in users:
        for stack in heat.stacks.list():
            if stack.id not in before:
                stacks_.Stack(heat, stack.id, stack.stack_name).delete()


@pytest.mark.parametrize(
    'path', PAGES, ids=lambda path: str(path.relative_to(reader.ROOT))
)
@pytest.mark.usefixtures('left_as_it_was')
def test_a_page(path, sandbox, programs, tmp_path, request):
    with shell.opened(sandbox, tmp_path, programs) as opened:
        # Pages that are for any cloud do not say so themselves.
        opened.run('eval "$(python -m sandbox env)"')
        if path.parent.parent.name == 'examples':
            opened.run(f'cd examples/{path.parent.name}')
        anew = following.follow(opened, reader.blocks(path))
    if anew and request.config.getoption('write_outputs'):
        recording.record(path, anew)
        return
    assert not anew, '\n\n'.join(
        f'{path}:{line}: it is\n{text}' for line, text in anew.items()
    )
