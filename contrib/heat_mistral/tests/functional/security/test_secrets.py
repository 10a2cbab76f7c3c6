"""Signed URLs, tokens, hidden parameters and passwords stay where they are.

All that Heat logs at debug level is searched, all that the other services log,
and all that a stack shows. Mistral's own lines have what runs are given: they
are told apart here, and named in SECURITY.rst.
"""

import json
import re
import uuid
from urllib import parse

import pytest

from heat_mistral.tests.functional.security import everything
from heat_mistral.tests.functional.support.stacks import Failed, post

#: Loggers of Mistral that write what runs and triggers are given.
OF_MISTRAL = (
    'workflow_trace',
    'mistral.actions.std_actions',
    'mistral.rpc.clients',
    # at debug level
    'mistral.api.controllers.v2.',
)
HIDDEN = 'the hidden parameter'
# As oslo.log writes them: the rest of a text of several lines belongs to it.
_LINE = re.compile(
    r'^\S+ \S+ \d+ (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) (?P<logger>\S+) ',
    re.ASCII,
)
_TOKEN = re.compile('gAAAAA[A-Za-z0-9_-]{60,}')


def test_nothing_secret_is_told(sandbox, stacks):
    hidden = f'hidden-{uuid.uuid4().hex}'
    template = everything.hidden(everything.template({'get_param': 'said'}))
    with sandbox.heat_with(debug=True):
        begun = {log: log.stat().st_size for log in logs(sandbox)}
        stack = stacks.create(template, parameters={'said': hidden})
        url = stack.output('url')
        assert post(url).status_code == 200
        stack.signal('w', {'input': {'said': hidden}})
        assert post(url, {'wrong': hidden}).status_code == 400
        for action in ('suspend', 'resume', 'check'):
            stack.act(action)
        with pytest.raises(Failed) as caught:
            stack.update(failing(template), parameters={'said': hidden})
        told = [str(caught.value), *shown(stack)]
        stack.delete()
    lines = [line for log, at in begun.items() for line in written(log, at)]
    secrets = {
        HIDDEN: hidden,
        'the signature': re.search('Signature=([^&]+)', url)[1],
        'the signature, unquoted': parse.parse_qs(url)['Signature'][0],
        **passwords(sandbox),
    }
    for what, secret in secrets.items():
        for text in told:
            assert secret not in text, what
        leaks = {
            logger: line for logger, line in lines if secret in line
            if not (what == HIDDEN and logger.startswith(OF_MISTRAL))
        }  # fmt: skip
        assert leaks == {}, what
    assert {name: line for name, line in lines if _TOKEN.search(line)} == {}
    # What has been searched are the logs of what was done.
    loggers = {logger for logger, _line in lines}
    assert any(name.startswith('heat_mistral') for name in loggers)
    assert {'mistralclient.api.httpclient', 'workflow_trace'} <= loggers


def failing(template):
    """Its Execution fails, with the hidden parameter in what it was given."""
    changed = json.loads(json.dumps(template))
    changed['resources']['failing'] = everything.of(
        'Workflow',
        definition='job: {input: [said], tasks: {t: {action: std.http, '
        'input: {url: "http://127.0.0.1:1/", body: <% $.said %>}}}}',
    )
    changed['resources']['run']['properties']['workflow'] = {
        'get_attr': ['failing', 'available_workflows', 'job']
    }
    return changed


def shown(stack):
    """Texts: the reasons of all events and resources, and the stack's."""
    heat = stack.heat
    for event in heat.events.list(stack.id, nested_depth=2):
        yield event.resource_status_reason
    for resource in heat.resources.list(stack.id):
        yield json.dumps(resource.to_dict())
        yield json.dumps(
            heat.resources.metadata(stack.id, resource.resource_name)
        )
    found = heat.stacks.get(stack.id, resolve_outputs=False).to_dict()
    found.pop('links')
    yield json.dumps(found)


def written(log, at):
    """(logger, line) of what a log has from there on.

    Further lines of a text are its logger's, too.
    """
    logger = ''
    with log.open(errors='replace') as file:
        file.seek(at)
        for line in file:
            found = _LINE.match(line)
            logger = found['logger'] if found else logger
            yield logger, line


def logs(sandbox):
    return [log for each in sandbox.services for log in each.logs.values()]


def passwords(sandbox):
    return {
        f'the password of {user}': sandbox.state.secret(user)
        for user in ('admin', 'demo', 'heat', 'mistral', 'heat_domain_admin')
    }
