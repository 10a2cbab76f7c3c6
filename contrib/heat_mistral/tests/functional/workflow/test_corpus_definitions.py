"""Definitions of other projects: what Mistral takes, this plugin takes.

HEAT_MISTRAL_CORPUS names the directory; HEAT_MISTRAL_CORPUS_BIG, set to
anything, lets those be tried too that take Mistral minutes.
"""

import json
import os
import uuid

import pytest
from heatclient import exc as heat_exc
from mistral.utils import safe_yaml
from mistralclient.api import base as mistral_base

from heat_mistral.tests.functional.support import corpus
from heat_mistral.tests.functional.support.templates import workflow

BIG = 'HEAT_MISTRAL_CORPUS_BIG'
BIG_SIZE = 100_000  # bytes
LONGEST = 900  # seconds; Mistral takes 0.1 for a task
# What an interrupted test has left is in nobody's way.
NAMESPACE = f'corpus-{uuid.uuid4().hex[:8]}'


@pytest.fixture(scope='module')
def definitions():
    """Text by a name that a resource can have."""
    return {
        path.stem.replace('-', '_'): path.read_text(encoding='utf-8')
        for path in corpus.files('workflows')
        if os.environ.get(BIG) or path.stat().st_size < BIG_SIZE
    }


@pytest.fixture(scope='module')
def refused(mistral, definitions):
    """The same for those that Mistral refuses as they are."""
    return {
        name
        for name, text in definitions.items()
        if refusal(mistral, text) is not None
    }


def refusal(mistral, text):
    """What Mistral says of a text as it is, or None."""
    try:
        made = mistral.workflows.create(text, namespace=NAMESPACE)
    except mistral_base.APIException as refused:
        return str(refused)
    for each in made:
        mistral.workflows.delete(each.id)
    return None


def template(texts):
    """A resource for each, and where its workflows went."""
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            name: workflow(definition={'get_file': name}, namespace=NAMESPACE)
            for name in texts
        },
        'outputs': {
            name: {
                'value': {
                    'ids': {'get_attr': [name, 'workflow_ids']},
                    'names': {'get_attr': [name, 'available_workflows']},
                }
            }
            for name in texts
        },
    }


def plain(value):
    """A text that tells 1 from true, and not the order of keys."""
    return json.dumps(value, sort_keys=True, default=repr)


def meant(text, names):
    """Each workflow of a text, by the name it is to be registered under."""
    bodies = safe_yaml.load(text)
    bodies.pop('version')
    for body in bodies.values():
        for task in body['tasks'].values():
            called, *rest = task.get('workflow', '').split(' ', 1)
            if called in names:
                task['workflow'] = ' '.join([names[called], *rest])
    return {names[short]: body for short, body in bodies.items()}


def test_what_mistral_takes_is_taken_and_means_the_same(
    definitions, refused, stacks, mistral
):
    accepted = {
        name: text for name, text in definitions.items() if name not in refused
    }
    assert accepted
    stack = stacks.start(template(accepted), files=accepted)
    stack.wait('CREATE', timeout=LONGEST)
    for name, text in accepted.items():
        registered = stack.output(name)
        wanted = meant(text, registered['names'])
        for short, identifier in registered['ids'].items():
            found = safe_yaml.load(
                mistral.workflows.get(identifier).definition
            )
            found.pop('version')
            ((key, body),) = found.items()
            assert key == registered['names'][short]
            assert plain(body) == plain(wanted.pop(key)), (name, short)
        assert not wanted, f'{name}: {list(wanted)} not registered'


def test_what_mistral_refuses_is_refused_with_a_reason(
    definitions, refused, stacks
):
    assert refused
    for name in refused:
        text = definitions[name]
        with pytest.raises(heat_exc.HTTPBadRequest) as caught:
            stacks.heat.stacks.preview(
                stack_name='test-corpus',
                template=template([name]),
                files={name: text},
            )
        told = str(caught.value)
        assert f'{name}.properties.definition: line ' in told, told
        if isinstance(safe_yaml.load(text).get('workflows'), dict):
            assert 'doc/source/reference/workbooks.rst' in told, told
