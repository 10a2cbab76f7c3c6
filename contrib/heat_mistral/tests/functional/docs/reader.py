"""The blocks of a page: commands with their output, and files.

Pages are read by docutils, as Sphinx does it, so that blocks in lists and notes
are found where they are. What is special to Sphinx is known
here as far as blocks need it; other directives and roles are passed over. A
``literalinclude`` shows a file that is there already.
"""

import dataclasses
import pathlib
from collections.abc import Iterator

import docutils.core
from docutils import nodes
from docutils.parsers import rst
from docutils.parsers.rst import directives

from heat_mistral.tests.functional.docs.shell import ROOT

SHELL = frozenset(('bash', 'console', 'sh', 'shell'))
# Of code-block. Those that are not needed are accepted.
_OPTIONS = ('caption', 'emphasize-lines', 'name')
_CONTAINERS = ('glossary', 'important', 'note', 'tip', 'warning')


@dataclasses.dataclass(frozen=True)
class Block:
    """A block of a page.

    :ivar page: below the root of the project.
    :ivar line: of its first line of text in the page, from 1.
    :ivar language: '' where none is given.
    :ivar classes: what the page says of it, beside the language.
    :ivar caption: name of the file that it is; '' for what is no file.
    """

    page: str
    line: int
    language: str
    classes: frozenset[str]
    caption: str
    text: str

    @property
    def place(self) -> str:
        return f'{self.page}:{self.line}'

    @property
    def is_shell(self) -> bool:
        return self.language in SHELL


@dataclasses.dataclass(frozen=True)
class Command:
    """A command and the lines that the page shows as its output."""

    text: str
    output: tuple[str, ...]


def commands(block: Block) -> list[Command]:
    """The commands of a shell block.

    Where no line begins with a prompt all of it is one command. A command
    goes on after a backslash, and in lines that begin with ``> ``.
    """
    lines = block.text.splitlines()
    if not any(line.startswith('$ ') for line in lines):
        return [Command(block.text, ())]
    found: list[Command] = []
    for line in lines:
        last = found[-1] if found else None
        if line.startswith('$ '):
            found.append(Command(line[2:], ()))
        elif last is None:
            raise ValueError(f'{block.place}: output before any command')
        elif not last.output and last.text.endswith('\\'):
            found[-1] = Command(f'{last.text}\n{line}', ())
        elif not last.output and line.startswith('> '):
            found[-1] = Command(f'{last.text}\n{line[2:]}', ())
        else:
            found[-1] = Command(last.text, (*last.output, line))
    return found


def blocks(path: pathlib.Path) -> list[Block]:
    """All literal blocks of a page, in their order.

    :param path: of the page, below the root of the project.
    """
    ours = {'code-block': _CodeBlock, **dict.fromkeys(_CONTAINERS, _Container)}
    # docutils keeps them for all who use it in this process, Sphinx too.
    registered = directives._directives
    before = dict(registered)
    registered.update(ours)
    try:
        document = docutils.core.publish_doctree(
            path.read_text(encoding='utf-8'),
            source_path=str(path),
            settings_overrides={
                'report_level': 5,
                'halt_level': 5,
                'file_insertion_enabled': True,
                '_disable_config': True,
            },
        )
    finally:
        registered.clear()
        registered.update(before)
    page = str(path.relative_to(ROOT))
    return [
        _block(page, node)
        for node in document.findall(nodes.literal_block)
        # Where docutils quotes what it does not know.
        if not isinstance(node.parent, nodes.system_message)
        # What is included is a page of its own.
        and node.source == str(path)
    ]


def _block(page: str, node: nodes.literal_block) -> Block:
    classes = [name for name in node['classes'] if name != 'code']
    return Block(
        page,
        node.get('first_line') or node.line or 0,
        node.get('language', ''),
        frozenset(classes),
        node.get('caption', ''),
        node.astext(),
    )


def pages() -> Iterator[pathlib.Path]:
    """All pages of the project that people write."""
    for pattern in ('*.rst', 'doc/source/**/*.rst', 'examples/*/README.rst'):
        for path in sorted(ROOT.glob(pattern)):
            # Those of the cookbook are made of the examples'.
            if path.parent.name != 'cookbook':
                yield path


class _Container(rst.Directive):
    """Blocks stand in notes, too."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        made = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, made)
        return [made]


class _CodeBlock(rst.Directive):
    has_content = True
    optional_arguments = 1
    option_spec = {
        **dict.fromkeys(_OPTIONS, directives.unchanged),
        'class': directives.class_option,
        'force': directives.flag,
        'linenos': directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        text = '\n'.join(self.content)
        made = nodes.literal_block(
            text,
            text,
            language=''.join(self.arguments[:1]),
            first_line=self.content_offset + 1,
            classes=self.options.get('class', []),
            caption=self.options.get('caption', ''),
        )
        made.source, _line = self.state_machine.get_source_and_line()
        return [made]
