"""Pages: what is on them, and that nothing of them does anything."""

import base64
import dataclasses
import hashlib
import html.parser
import re

import testtools

from heat_mistral.core import definition
from heat_mistral.graph import build, model, page
from heat_mistral.tests.unit.graph import run_samples, samples


def written(*runs, title='Stack s', workflows=None, left_out=''):
    section = model.Section(
        'upgrades',
        'OS::Mistral::Workflow',
        run_samples.workflows() if workflows is None else workflows,
        runs,
        left_out,
    )
    return page.render(title, [section], run_samples.NOW)


class Reader(html.parser.HTMLParser):
    """What a browser would make of it: tags, attributes, folds."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.attributes = []
        self.texts = []
        self.folds = []
        self._open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        if tag == 'details':
            self._open.append('')
        self._tag = tag

    def handle_endtag(self, tag):
        if tag == 'details':
            self.folds.append((len(self._open), self._open.pop()))

    def handle_data(self, data):
        self.texts.append(data)
        if self._open and self._tag == 'span':
            self._open[-1] += data

    def folded(self, depth):
        return [words.strip() for at, words in self.folds if at == depth]


class PageTest(testtools.TestCase):
    def test_what_is_on_it(self):
        read = Reader(
            written(
                run_samples.failed('no route to host'),
                left_out='Older runs are not shown.',
            )
        )
        for words in (
            'Stack s',
            'OS::Mistral::Workflow',
            'Runs, the newest first',
            'Execution id-of-upgrade',
            'no route to host',
            'Older runs are not shown.',
            'As it was on 2030-01-02 03:10:05 UTC',
            # Of the picture, and of the timeline.
            'ERROR · 40 s',
            'ERROR · 40 s · 2 times',
        ):
            self.assertIn(words, [each.strip() for each in read.texts])

    def test_workflows_that_others_run_open_in_place(self):
        read = Reader(written())
        self.assertEqual(['Workflow upgrade'], read.folded(1))
        self.assertEqual(
            ['Task drain runs drain_host', 'Task roll_back runs restore'],
            read.folded(2),
        )
        # What is drawn already is not drawn again.
        self.assertEqual([], read.folded(3))
        self.assertIn(
            'Task check runs drain_host, which is drawn above.', read.texts
        )
        self.assertEqual(
            3, len(re.findall('>Workflow [^<]*</title', written()))
        )

    def test_runs_that_others_have_started_open_in_place(self):
        read = Reader(written(run_samples.failed('')))
        runs = [each for each in read.folded(2) if each.startswith('SUCCESS')]
        self.assertEqual(2, len(runs))
        self.assertTrue(runs[0].startswith('SUCCESS drain: drain_host'), runs)

    def test_workflows_that_run_each_other(self):
        loop = build.workflows(
            definition.parse(
                'a: {tasks: {t: {workflow: b}}}\n'
                'b: {tasks: {t: {workflow: a}, u: {workflow: b}}}\n'
            )
        )
        text = written(workflows={each.name: each for each in loop})
        self.assertIn('Task t runs a, which is drawn above.', text)
        self.assertIn('Task u runs b, which is drawn above.', text)

    def test_it_has_bounds(self):
        tasks = ', '.join(
            f't{number}: {{}}' for number in range(page.MOST_TASKS + 1)
        )
        (large,) = build.workflows(
            definition.parse(f'w: {{tasks: {{{tasks}}}}}')
        )
        text = written(workflows={'w': large})
        self.assertIn('too many to be drawn', text)
        chain = build.workflows(
            definition.parse(
                '\n'.join(
                    f'w{number}: {{tasks: {{t: {{workflow: w{number + 1}}}}}}}'
                    for number in range(300)
                )
            )
        )
        text = written(workflows={each.name: each for each in chain})
        self.assertIn('There is no room for it', text)
        text = written(run_samples.failed('x' * 10**6), title='y' * 10**6)
        self.assertLess(len(text), 100_000)

    def test_a_run_whose_workflow_is_gone(self):
        run = dataclasses.replace(run_samples.failed(''), workflow=None)
        text = written(run)
        self.assertIn('Mistral has its workflow no more.', text)
        self.assertIn('Timeline of upgrade', text)

    def test_a_run_that_there_was_no_room_for(self):
        """No picture says of a task that it has not started."""
        run = dataclasses.replace(
            run_samples.failed(''), left_out='no room', is_whole=False
        )
        text = written(run, workflows={})
        self.assertIn('no room', text)
        self.assertNotIn('>Workflow upgrade</title', text)


class SafetyTest(testtools.TestCase):
    def hostile(self):
        (first, *_rest) = build.workflows(definition.parse(samples.HOSTILE))
        run = run_samples.run(
            'upgrade',
            'ERROR',
            run_samples.attempt(
                samples.UNNAMED, 'ERROR', 0, 9, samples.UNNAMED
            ),
            ends=9,
            error=samples.UNNAMED,
        )
        return written(
            dataclasses.replace(run, workflow=first),
            title=samples.NAMED,
            workflows={samples.UNNAMED: first},
        )

    def test_what_tenants_have_written_is_text(self):
        for text in (self.hostile(), written(run_samples.failed('x'))):
            read = Reader(text)
            self.assertFalse(
                set(read.tags)
                & {'script', 'a', 'img', 'link', 'iframe', 'form', 'object'}
            )
            self.assertEqual(1, read.tags.count('meta') - 2)
            names = {name for _, name, _ in read.attributes}
            self.assertFalse(
                {name for name in names if name.startswith('on')}
                | names & {'style', 'href', 'src', 'xlink:href'}
            )
        shown = ''.join(Reader(self.hostile()).texts)
        self.assertIn('<script>alert(1)</script>', shown)
        for char in '\u202e\0\ud800\uffff':
            self.assertNotIn(char, shown)

    def test_its_policy_lets_only_its_style_in(self):
        text = written()
        (sheet,) = re.findall('<style>(.*?)</style>', text, re.DOTALL)
        digest = base64.b64encode(
            hashlib.sha256(sheet.encode()).digest()
        ).decode()
        (policy,) = (
            value
            for tag, name, value in Reader(text).attributes
            if tag == 'meta' and name == 'content' and 'src' in value
        )
        self.assertEqual(
            "default-src 'none'; base-uri 'none'; form-action 'none'; "
            f"style-src 'sha256-{digest}'",
            policy,
        )
        # Before all else that is in it.
        self.assertLess(text.index('Content-Security'), text.index('<title'))
        self.assertNotIn('url(http', text)
