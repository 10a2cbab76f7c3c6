"""What the README shows of the linter is what it says."""

import pathlib
import re
import textwrap

from heat_mistral.lint import command

_README = pathlib.Path(__file__).parents[5] / 'README.rst'


def test_the_readme(tmp_path, monkeypatch, capsys):
    readme = _README.read_text(encoding='utf-8')
    block = re.search(r'code-block:: yaml\n\n((?:   .*\n|\n)+)', readme).group(
        1
    )
    template = textwrap.dedent(block)
    wrong = template.replace('on-success: move', 'on-success: mvoe', 1)
    assert wrong != template
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'template.yaml').write_text(wrong, encoding='utf-8')
    assert command.main(['template.yaml']) == 1
    told = capsys.readouterr().out.partition('\n\n')[0]
    assert textwrap.indent(told, '   ') in readme
