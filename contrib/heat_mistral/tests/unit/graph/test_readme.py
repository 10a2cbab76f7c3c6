"""The picture in README.rst is what is drawn today."""

import pathlib

import testtools

from heat_mistral.graph import diagram, model, ranks, source, svg

_TOP = pathlib.Path(__file__).parents[5]
_DEFINITION = _TOP / 'doc' / 'graph' / 'upgrade.yaml'
_PICTURE = _TOP / 'doc' / 'graph' / 'upgrade.svg'
_EXECUTION = model.Execution(
    '',
    'upgrade',
    'RUNNING',
    312,
    {
        'download': model.GraphRun('SUCCESS', 21),
        'back_up': model.GraphRun('SUCCESS', 64),
        'drain': model.GraphRun('SUCCESS', 180, below={'SUCCESS': 4}),
        'install': model.GraphRun('ERROR', 95),
        'roll_back': model.GraphRun('RUNNING', 12, below={'RUNNING': 1}),
    },
)


def picture():
    workflow = source.choose(source.read(str(_DEFINITION)), 'upgrade').workflow
    return svg.render([ranks.shortened(diagram.draw(workflow, _EXECUTION))])


class TestReadme(testtools.TestCase):
    def test_picture(self):
        self.assertEqual(
            _PICTURE.read_text(encoding='utf-8'),
            picture(),
            'python -m heat_mistral.tests.unit.graph.test_readme '
            'draws it anew',
        )
        self.assertIn(
            '.. image:: doc/graph/upgrade.svg',
            (_TOP / 'README.rst').read_text(encoding='utf-8'),
        )


if __name__ == '__main__':
    _PICTURE.write_text(picture(), encoding='utf-8')
