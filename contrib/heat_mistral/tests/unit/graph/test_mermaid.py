"""Mermaid text."""

import re

import testtools
from hypothesis import given
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.graph import build, diagram, mermaid, model, palette
from heat_mistral.tests.unit.graph import samples


def render(text, execution=None):
    found = build.workflows(definition.parse(text))
    return mermaid.render(
        [
            diagram.draw(workflow, execution, f'w{number}')
            for number, workflow in enumerate(found, 1)
        ]
    )


def decoded(text):
    """What Mermaid shows of an escaped text."""
    return re.sub(r'#(\d+);', lambda found: chr(int(found.group(1))), text)


class TestMermaid(testtools.TestCase):
    def test_text(self):
        text = render(samples.RICH)
        self.assertTrue(text.startswith('flowchart TD\n'))
        for line in (
            '  subgraph w1["deploy · 4 tasks"]',
            '    direction TD',
            '    w1t1["check<br/>nova.limits_get<br/>retry 3×"]',
            '    w1t2[["boot<br/>workflow boot_one<br/>'
            'for each host · retry 3× · timeout 600 s"]]',
            '    w1c1(["fail"])',
            '    w1d1(["every other task"])',
            '    w1d1 -.->|"on-error"| w1t4',
            '    w1t1 -->|"#60;#37; task#40;#41;.result #62; 10 #37;#62;"| '
            'w1t2',
            '    w1t2 --> w1t3',
            '    w1t2 -.->|"on-skip"| w1t3',
            '    w1t3 ==>|"on-complete"| w1c2',
            '    w1t3 ==>|"on-complete #60;#37; #36;.again #37;#62;"| w1t2',
            '    w2t1 -->|"requires"| w2t2',
        ):
            self.assertIn(line + '\n', text)
        self.assertEqual(text, render(samples.RICH))

    def test_kinds_by_colour(self):
        text = render(samples.RICH)
        links = re.findall(r'^ +w\w+ (?:--|==|-\.).*$', text, re.MULTILINE)
        for kind, numbers in (
            ('on-success', '0,1,2'),
            ('on-error', '6,7'),
            ('on-skip', '3'),
            ('requires', '8,9,10'),
        ):
            self.assertIn(
                f'  linkStyle {numbers} stroke:{palette.LINES[kind].colour}',
                text,
            )
        self.assertEqual(11, len(links))

    def test_many_side_by_side(self):
        tasks = ''.join(f't{number}: {{}}, ' for number in range(6))
        text = render(
            f'wide: {{tasks: {{{tasks}}}}}\nlow: {{tasks: {{a: {{}}}}}}'
        )
        self.assertEqual(
            ['LR', 'TD'],
            re.findall('^    direction (.*)$', text, re.MULTILINE),
        )

    def test_states(self):
        text = render(
            'wf:\n  tasks:\n    a: {}\n    b: {}\n',
            model.Execution(
                'e', 'wf', 'ERROR', 65, {'a': model.GraphRun('ERROR', 3605)}
            ),
        )
        self.assertIn(
            '"wf · ERROR · 1 min 5 s · 2 tasks#58; 1 ERROR, 1 not started"',
            text,
        )
        self.assertIn('w1t1["a<br/>std.noop<br/>ERROR · 1 h"]', text)
        self.assertIn('w1t2["b<br/>std.noop<br/>not started"]', text)
        self.assertIn('  class w1t1 error\n', text)
        self.assertIn('  class w1t2 not_started\n', text)
        self.assertIn(
            f'classDef error fill:{palette.BOXES["ERROR"].fill}', text
        )

    def test_hostile(self):
        """Nothing of a user's leaves the quotes that it is put in."""
        text = render(samples.HOSTILE)
        skeleton = re.sub(r'"[^"\n]*"', '""', text)
        self.assertEqual(
            [
                'flowchart TD',
                '  subgraph w1[""]',
                '    direction TD',
                '    w1t1[""]',
                '    w1t2[[""]]',
                '    w1t3[""]',
                '    w1t1 -->|""| w1t2',
                '    w1t1 --> w1t3',
                '  end',
            ],
            skeleton.splitlines()[:9],
        )
        self.assertNotIn('script>', text)
        self.assertIn('script#62;', text)

    @given(st.text())
    def test_escape(self, text):
        escaped = mermaid.escape(text)
        self.assertEqual(text, decoded(escaped))
        self.assertNotRegex(
            re.sub(r'#\d+;', 'x', escaped),
            r'["\[\]<>&`|{}()*~\\/#:\n\r]|^[-+.]|^\d+\.',
        )
