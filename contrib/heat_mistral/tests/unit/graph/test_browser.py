"""A page in a real browser: Chromium, from the system's packages."""

import pathlib
import shutil
import subprocess

import fixtures
import testtools

from heat_mistral.graph import model, page
from heat_mistral.tests.unit.graph import run_samples

_NAMES = ('chromium', 'chromium-browser', 'google-chrome')
_REFUSED = 'Content Security Policy'


def written():
    section = model.Section(
        'upgrades',
        'OS::Mistral::Workflow',
        run_samples.workflows(),
        (run_samples.failed('no route to host'),),
    )
    return page.render('Stack s', [section], run_samples.NOW)


class BrowserTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.browser = next(filter(None, map(shutil.which, _NAMES)), None)
        if self.browser is None:
            self.skipTest(f'there is none of {", ".join(_NAMES)}')
        self.folder = pathlib.Path(self.useFixture(fixtures.TempDir()).path)

    def open(self, text, *arguments):
        """What the browser has to say of a page, and of its document."""
        file = self.folder / 'page.html'
        file.write_text(text, encoding='utf-8')
        done = subprocess.run(
            [
                self.browser,
                '--headless',
                '--no-sandbox',  # as root, in a container
                '--disable-gpu',
                '--enable-logging=stderr',
                f'--user-data-dir={self.folder / "profile"}',
                *arguments,
                file.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stderr, done.stdout

    def test_it_is_read_as_it_was_written(self):
        text = written()
        told, document = self.open(text, '--dump-dom')
        self.assertNotIn(_REFUSED, told)
        for tag in ('details', 'svg', 'rect', 'text', 'marker'):
            self.assertEqual(
                text.count(f'<{tag}'), document.count(f'<{tag}'), tag
            )

    def test_its_policy_is_heeded(self):
        changed = written().replace('max-width:1000px', 'max-width:1001px')
        told, _document = self.open(changed, '--dump-dom')
        self.assertIn(_REFUSED, told)
        script = written().replace(
            '<h1>', '<script>document.title = "run"</script><h1>'
        )
        told, document = self.open(script, '--dump-dom')
        self.assertIn(_REFUSED, told)
        self.assertIn('<title>Stack s</title>', document)

    def test_it_is_drawn(self):
        picture = self.folder / 'page.png'
        self.open(
            written(), f'--screenshot={picture}', '--window-size=1100,2400'
        )
        self.assertEqual(b'\x89PNG', picture.read_bytes()[:4])
        # An empty one of this size has a few KB.
        self.assertGreater(picture.stat().st_size, 60_000)
