"""SVG pictures: what is in them, and that all of it is where it can be read."""

import itertools
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import fixtures
import testtools

from heat_mistral.core import definition
from heat_mistral.graph import (
    build,
    diagram,
    layout,
    model,
    palette,
    ranks,
    svg,
    texts,
)
from heat_mistral.tests.unit.graph import samples

SVG = '{http://www.w3.org/2000/svg}'
_PROGRAM = """
import sys
from heat_mistral.graph import command
for form in ('svg', 'mermaid'):
    command.main([*sys.argv[1:], '--format', form])
"""


def diagrams(text, execution=None):
    return [
        ranks.shortened(diagram.draw(workflow, execution, f'w{number}'))
        for number, workflow in enumerate(
            build.workflows(definition.parse(text)), 1
        )
    ]


def picture(text, execution=None):
    return ET.fromstring(svg.render(diagrams(text, execution)))


def words(root):
    return [element.text for element in root.iter(f'{SVG}text')]


class TestSvg(testtools.TestCase):
    def test_picture(self):
        root = picture(samples.RICH)
        self.assertEqual(
            'Workflow deploy, boot_one', root.find(f'{SVG}title').text
        )
        self.assertEqual(
            'deploy: 4 tasks. boot_one: 3 tasks', root.find(f'{SVG}desc').text
        )
        for word in (
            'check',
            'nova.limits_get',
            'workflow boot_one',
            'for each host · retry 3× · timeout 600 s',
            'fail',
            '<% task().result > 10 %>',
            'on-complete',
            'requires',
        ):
            self.assertIn(word, words(root))
        lines = [
            element.get('class').split()[1]
            for element in root.iter(f'{SVG}path')
            if element.find(f'{SVG}title') is not None
        ]
        self.assertEqual(
            sorted(
                link.kind
                for shown in diagrams(samples.RICH)
                for link in shown.links
            ),
            sorted(lines),
        )
        self.assertNotIn('SUCCESS', words(root))

    def test_states(self):
        tasks = {
            f't{number}': model.GraphRun(state, number)
            for number, state in enumerate(model.STATES)
        }
        tasks['t5'] = model.GraphRun(
            'SUCCESS', 62, 3, {'RUNNING': 1, 'ERROR': 2}
        )
        tasks['gone'] = model.GraphRun('SUCCESS', 1)
        text = 'wf:\n  tasks:\n' + ''.join(
            f'    t{number}: {{}}\n' for number in range(10)
        )
        root = picture(text, model.Execution('e', 'wf', 'RUNNING', 7, tasks))
        classes = [
            group.get('class')
            for group in root.iter(f'{SVG}g')
            if group.find(f'{SVG}title') is not None
        ]
        states = [*model.STATES, model.NOT_STARTED]
        self.assertEqual(
            [
                f'node task {state.lower().replace(" ", "-")}'
                for state in states
            ],
            classes,
        )
        for state in states:
            self.assertIn(state, words(root))  # the legend
        self.assertIn('SUCCESS · 1 min 2 s · 3 times', words(root))
        self.assertIn('executions: 1 RUNNING, 2 ERROR', words(root))
        self.assertIn('ERROR · 6 s', words(root))
        self.assertIn(
            'not in this definition: gone', root.find(f'{SVG}desc').text
        )

    def test_colours(self):
        """Each state and kind has its own, on both grounds, in the sheet."""
        sheet = picture(samples.RICH).find(f'{SVG}style').text
        light, dark = sheet.split('@media (prefers-color-scheme:dark)')
        for state, box in palette.BOXES.items():
            name = state.lower().replace(' ', '-') or 'node'
            self.assertIn(
                f'.{name} rect,.{name} path{{fill:{box.fill};', light
            )
            self.assertIn(
                f'.{name} rect,.{name} path{{fill:{box.dark_fill};', dark
            )
        fills = [box.fill for box in palette.BOXES.values()]
        self.assertEqual(len(fills), len(set(fills)))
        looks = [(line.colour, line.dashes) for line in palette.LINES.values()]
        self.assertEqual(len(looks), len(set(looks)))

    def test_contrast(self):
        """WCAG's AA: 4.5 to 1 for texts."""
        for box in palette.BOXES.values():
            self.assertGreater(contrast(palette.TEXT, box.fill), 4.5)
            self.assertGreater(contrast(palette.DARK_TEXT, box.dark_fill), 4.5)
        for line in palette.LINES.values():
            self.assertGreater(contrast(line.colour, palette.PAPER), 4.5)
            self.assertGreater(contrast(line.dark, palette.DARK_PAPER), 4.5)

    def test_nothing_overlaps(self):
        for shown in diagrams(samples.RICH):
            plan = svg._place(shown)
            boxes = []
            for node, (x, y) in zip(shown.nodes, plan.boxes, strict=True):
                width, height = svg._size(node)
                boxes.append(
                    (
                        x - width / 2,
                        y - height / 2,
                        x + width / 2,
                        y + height / 2,
                    )
                )
                for line in node.lines:
                    self.assertLess(texts.width(line, 11), width)
            for link, path in zip(shown.links, plan.paths, strict=True):
                if path.label:
                    width, height = svg._label_size(link)
                    x, y = path.label
                    boxes.append(
                        (
                            x - width / 2,
                            y - height / 2,
                            x + width / 2,
                            y + height / 2,
                        )
                    )
            for one, other in itertools.combinations(boxes, 2):
                apart = (
                    one[2] <= other[0]
                    or other[2] <= one[0]
                    or one[3] <= other[1]
                    or other[3] <= one[1]
                )
                self.assertTrue(apart, f'{one} {other}')
            for left, top, right, bottom in boxes:
                self.assertGreaterEqual(left, -1)
                self.assertGreaterEqual(top, -1)
                self.assertLessEqual(right, plan.size[0] + 1)
                self.assertLessEqual(bottom, plan.size[1] + 1)

    def test_texts_are_where_their_middle_is(self):
        """White space counts: with an element in it, a text is indented."""
        for element in picture(samples.RICH).iter(f'{SVG}text'):
            self.assertEqual([element.text], list(element.itertext()))

    def test_hostile(self):
        root = picture(samples.HOSTILE)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        self.assertEqual(
            {
                'svg',
                'title',
                'desc',
                'style',
                'defs',
                'marker',
                'path',
                'rect',
                'g',
                'text',
            },
            tags,
        )
        attributes = {key for element in root.iter() for key in element.attrib}
        self.assertFalse(
            {key for key in attributes if key.startswith(('on', 'href', '{'))}
        )
        shown = '\n'.join(filter(None, root.itertext()))
        self.assertIn('</text><script>alert(1)</script>', shown)
        self.assertIn(']]>', shown)
        for char in '\u202e\0\ud800\uffff':
            self.assertNotIn(char, shown)

    def file(self, text):
        folder = self.useFixture(fixtures.TempDir()).path
        path = os.path.join(folder, 'wf.yaml')
        with open(path, 'w', encoding='utf-8') as stream:
            stream.write(text)
        return path

    def test_the_same_in_any_process(self):
        path = self.file(samples.RICH)
        pictures = {
            subprocess.run(
                [sys.executable, '-W', 'ignore', '-c', _PROGRAM, path],
                env={
                    **os.environ,
                    'PYTHONHASHSEED': seed,
                    'PYTHONPATH': os.pathsep.join(sys.path),
                },
                check=True,
                capture_output=True,
            ).stdout
            for seed in '012'
        }
        (both,) = pictures
        self.assertIn(b'</svg>', both)
        self.assertIn(b'flowchart', both)


class TestLarge(testtools.TestCase):
    """A thousand tasks: none of these may run for minutes."""

    def draws(self, text):
        return words(picture(text))

    def test_each_with_the_same_handler(self):
        lines = ['wf:', '  tasks:']
        lines += [
            f'    t{number}: {{on-success: t{number + 1}, on-error: handler}}'
            for number in range(998)
        ]
        lines += ['    t998: {}', '    handler: {}', '']
        shown = self.draws('\n'.join(lines))
        self.assertGreater(shown.count('→ handler'), 900)
        self.assertIn('t998', shown)

    def test_a_tree_fits_on_a_page(self):
        lines = ['wf:', '  task-defaults: {on-error: handler}', '  tasks:']
        lines += ['    handler: {action: std.email}']
        for number in range(39):
            below = [3 * number + each for each in (1, 2, 3)]
            targets = [f't{each}' for each in below if each < 39]
            lines += [
                f'    t{number}: {{action: nova.servers_reboot, '
                f'on-success: [{", ".join(targets)}]}}'
            ]
        root = picture('\n'.join(lines))
        self.assertLess(int(root.get('width')), 800)
        self.assertEqual(1, words(root).count('every other task'))

    def test_a_loop(self):
        lines = ['wf:', '  tasks:']
        lines += [
            f'    t{number}: {{on-success: t{(number + 1) % 1000}}}'
            for number in range(1000)
        ]
        shown = self.draws('\n'.join(lines))
        self.assertIn('t999', shown)

    def test_side_by_side(self):
        lines = ['wf:', '  tasks:', '    end: {join: all}']
        lines += [
            f'    t{number}: {{on-success: end}}' for number in range(999)
        ]
        self.assertIn('t998', self.draws('\n'.join(lines)))

    def test_to_oneself(self):
        self.assertIn(
            'a',
            self.draws('wf: {tasks: {s: {on-success: a}, a: {on-error: a}}}'),
        )


class TestWithoutGraphviz(testtools.TestCase):
    def test_what_to_install(self):
        modules = dict(sys.modules)
        self.addCleanup(sys.modules.update, modules)
        sys.modules['pygraphviz'] = None
        ex = self.assertRaises(model.GraphError, layout.place, [(9, 9)], [])
        self.assertIn('pip install "heat-mistral[graph]"', str(ex))


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92
            if part <= 0.04045
            else ((part + 0.055) / 1.055) ** 2.4
            for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
