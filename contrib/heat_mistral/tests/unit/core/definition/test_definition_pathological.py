"""Texts made to hang or crash a parser, in a process of their own."""

import os
import subprocess
import sys
import time

import testtools

from heat_mistral.core import definition
from heat_mistral.tests.unit.support import definition_samples

#: Seconds; the slowest is a long text that only Mistral's loader can read.
LIMIT = 20


def try_all():
    """Parse each text and print how it ended and how long it took."""
    for name, text in definition_samples.PATHOLOGICAL.items():
        started = time.monotonic()
        try:
            parsed = definition.parse(text)
            names = {name: f's.{name}' for name in parsed.workflows}
            definition.qualify(parsed, names, {})
            end = 'accepted'
        except definition.DefinitionError as error:
            end = str(error)[:100].replace('\n', ' ')
        took = time.monotonic() - started
        print(f'{took:.3f}\t{name}\t{end}', flush=True)


class TestPathological(testtools.TestCase):
    def test_each_ends_with_an_answer(self):
        code = (
            'from heat_mistral.tests.unit.core.definition import'
            ' test_definition_pathological as t; t.try_all()'
        )
        path = os.pathsep.join(part for part in sys.path if part)
        ended = subprocess.run(
            [sys.executable, '-c', code],
            env={**os.environ, 'PYTHONPATH': path},
            capture_output=True,
            text=True,
            timeout=LIMIT * 10,
            check=False,
        )
        self.assertEqual(0, ended.returncode, ended.stderr[-2000:])
        rows = [row.split('\t') for row in ended.stdout.splitlines()]
        self.assertEqual(
            list(definition_samples.PATHOLOGICAL), [row[1] for row in rows]
        )
        for took, name, end in rows:
            self.assertLess(float(took), LIMIT, name)
            # An expression that is never closed is Mistral's to judge.
            self.assertEqual('unclosed' in name, end == 'accepted', name)
