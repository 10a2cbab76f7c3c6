"""The cookbook: a page for each directory of examples/, and their index.

Nothing is typed twice: a page is the example's README and its files. The pages
are made before each build, in user/cookbook/, which git ignores.
"""

import pathlib
import re
from typing import Any

_TYPE = re.compile(r'^ *type: *(OS::(?:Mistral|Aodh)::\w+)', re.MULTILINE)
_LANGUAGES = {'.yaml': 'yaml', '.py': 'python'}
_INDEX = """\
========
Cookbook
========

Each recipe is a directory of ``examples/`` with a template that is complete
and was run by a test. Its ``openstack`` commands are for that directory,
``python -m sandbox`` is for that of the clone; :doc:`/user/first-stack` shows
how to have a cloud to try them on.

.. list-table::
   :header-rows: 1

   * - Recipe
     - What it shows
"""
_TOCTREE = """
.. toctree::
   :hidden:

"""


def pages(examples: pathlib.Path, up: str) -> dict[str, str]:
    """The text of each page by its name.

    :param examples: the directory of all examples.
    :param up: the path from the pages to it.
    """
    made = {}
    index, toctree = _INDEX, _TOCTREE
    for readme in sorted(examples.glob('*/README.rst')):
        example = readme.parent
        files = sorted(
            path for path in example.iterdir() if path.suffix in _LANGUAGES
        )
        made[example.name] = _page(example.name, files, up)
        index += f'   * - :doc:`{example.name}`\n     - {_types(files)}\n'
        toctree += f'   {example.name}\n'
    made['index'] = index + toctree
    return made


def _page(name: str, files: list[pathlib.Path], up: str) -> str:
    text = f'.. include:: {up}/{name}/README.rst\n'
    # What a person copies first.
    for path in sorted(files, key=lambda path: path.name != 'template.yaml'):
        text += (
            f'\n{path.name}\n{"-" * len(path.name)}\n\n'
            f'.. literalinclude:: {up}/{name}/{path.name}\n'
            f'   :language: {_LANGUAGES[path.suffix]}\n'
        )
    return text


def _types(files: list[pathlib.Path]) -> str:
    """The types of Mistral's and Aodh's resources, as far as they are used."""
    found = {
        name
        for path in files
        for name in _TYPE.findall(path.read_text(encoding='utf-8'))
    }
    return ', '.join(f'``{name}``' for name in sorted(found))


def write(folder: pathlib.Path, texts: dict[str, str]) -> None:
    """Bring a directory in line; what has not changed is not touched."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob('*.rst'):
        if path.stem not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / f'{name}.rst'
        if not path.exists() or path.read_text(encoding='utf-8') != text:
            path.write_text(text, encoding='utf-8')


def _write(app: Any) -> None:
    source = pathlib.Path(app.srcdir)
    write(
        source / 'user' / 'cookbook',
        pages(source.parents[1] / 'examples', '../../../../examples'),
    )


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect('builder-inited', _write)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
