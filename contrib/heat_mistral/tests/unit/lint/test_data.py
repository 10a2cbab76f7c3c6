"""What the linter ships is what Heat's loader and Mistral have."""

import importlib.metadata
import json
import pathlib

import pytest

from heat_mistral.lint import data
from heat_mistral.tests.unit.lint import record

_HOW = 'make it anew: python -m heat_mistral.tests.unit.lint.record'
_WHERE = pathlib.Path(data.__file__).parent


def test_the_types():
    made = json.loads(record.made('types'))
    assert made == data.types(), _HOW


def test_the_actions():
    if importlib.metadata.version('mistral') != data.mistral():
        pytest.skip('another release of Mistral')
    made = json.loads(record.made('actions'))
    assert made['actions'] == data.actions(), _HOW


def test_the_page_of_the_rules():
    assert record.PAGE.read_text(encoding='utf-8') == record.pages(), _HOW
