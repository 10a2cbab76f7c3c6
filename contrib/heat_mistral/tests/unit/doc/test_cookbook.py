"""The cookbook's pages are made of what examples/ has."""

import pathlib

from doc.extensions import cookbook

ROOT = pathlib.Path(__file__).parents[5]
EXAMPLES = ROOT / 'examples'
UP = '../../../../examples'


def test_each_example_is_a_page():
    pages = cookbook.pages(EXAMPLES, UP)
    assert pages.keys() == {
        path.name for path in EXAMPLES.iterdir() if path.is_dir()
    } | {'index'}
    index = pages.pop('index')
    folder = ROOT / 'doc/source/user/cookbook'
    for name, text in pages.items():
        assert f':doc:`{name}`' in index
        included = [
            line.split(':: ')[1]
            for line in text.splitlines()
            if 'include:: ' in line
        ]
        for path in included:
            assert pathlib.Path(folder, path).resolve().is_file(), path
        assert {pathlib.Path(path).name for path in included} >= {
            'README.rst',
            'template.yaml',
        }


def test_the_index_tells_the_types():
    index = cookbook.pages(EXAMPLES, UP)['index']
    _, _, rest = index.partition('02-run-by-alarm')
    row = rest.partition('* -')[0]
    assert '``OS::Aodh::PrometheusAlarm``, ``OS::Mistral::Workflow``' in row


def test_what_is_gone_goes(tmp_path):
    folder = tmp_path / 'cookbook'
    write = cookbook.write
    write(folder, {'a': 'A\n', 'b': 'B\n'})
    before = (folder / 'b.rst').stat().st_mtime_ns
    write(folder, {'b': 'B\n'})
    assert [path.name for path in folder.iterdir()] == ['b.rst']
    assert (folder / 'b.rst').stat().st_mtime_ns == before
