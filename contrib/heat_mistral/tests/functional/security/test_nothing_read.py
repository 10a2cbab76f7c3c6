"""A text is a text: no file is read for it, and nothing is fetched.

mistralclient reads what looks like the name of a file, or like a URL, from
the machine that it runs on, unless told not to; a part of what it has read
would stand in Mistral's error.
"""

import http.server
import threading

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.actions.program import Program
from heat_mistral.tests.functional.security import everything
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import Failed

MARK = 'a-mark-of-the-file'


class Listener(http.server.BaseHTTPRequestHandler):
    """Says what the file would say, and counts."""

    def do_GET(self):
        self.server.asked.append(self.path)
        body = f"version: '2.0'\n{MARK}: {{}}\n".encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_told):
        """Quiet."""


@pytest.fixture(scope='module')
def listener():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Listener)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def values(listener, tmp_path):
    """What somebody might be read, on the machine that Heat runs on."""
    path = tmp_path / 'secret.yaml'
    path.write_text(f"version: '2.0'\n{MARK}: {{}}\n")
    url = f'http://127.0.0.1:{listener.server_port}/secret.yaml'
    yield (
        '/etc/passwd',
        str(path),
        f'file://{path}',
        'file:///etc/passwd',
        f'file:{path}',
        f'@{path}',
        url,
        f' {url}\n',
    )
    assert listener.asked == []


@pytest.fixture
def admins(sandbox):
    made = stacks_.Stacks(sandbox.heat('admin'))
    yield made
    made.clean_up()


def alone(kind, **properties):
    return {
        'heat_template_version': '2018-08-31',
        'resources': {'r': everything.of(kind, **properties)},
    }


def refusal(stacks, template):
    """Heat's words for a template that it refuses."""
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.start(template)
    return str(caught.value)


def test_what_is_no_definition_is_refused(stacks, admins, values):
    for value in values:
        for told in (
            refusal(stacks, alone('Workflow', definition=value)),
            refusal(stacks, alone('Action', definition=value)),
            refusal(
                admins,
                alone('CodeSource', content=value, actions={'x.y': 'Y'}),
            ),
        ):
            assert MARK not in told
            assert 'root:' not in told


def test_what_mistral_is_asked_for(sandbox, stacks, values):
    """A look-up by a name or id that is a path or a URL finds nothing."""
    for value in values[2:7:4]:
        stack = stacks.start(
            {
                'heat_template_version': '2018-08-31',
                'resources': {
                    'run': everything.of('Execution', workflow=value),
                    'c': everything.of(
                        'CronTrigger', workflow=value, pattern='0 3 1 1 *'
                    ),
                },
            }
        )
        with pytest.raises(Failed) as caught:
            stack.wait('CREATE')
        assert MARK not in str(caught.value)
        stack.delete()


def test_what_may_be_any_text_stays_what_it_is(stacks, mistral, values):
    said = list(values)
    template = everything.template(said)
    resources = template['resources']
    resources['form'] = everything.of(
        'Workflow',
        description=values[1],
        tasks=[
            {
                'name': 't',
                'action': 'std.echo',
                'input': {'output': values[2]},
                'publish': {'x': values[6]},
            }
        ],
        input={'a': values[5]},
        type='direct',
    )
    resources['echo'] = everything.of('Workflow', definition=everything.ECHO)
    for name in ('run', 'thing'):
        job = {'get_attr': ['echo', 'available_workflows', 'job']}
        properties = resources[name]['properties']
        if name == 'run':
            properties['workflow'] = job
        else:
            properties['actions'] = {'CREATE': {'workflow': job}}
    template['outputs'] = {
        'run': {'value': {'get_attr': ['run', 'output']}},
        'thing': {'value': {'get_attr': ['thing', 'output']}},
        'e': {'value': {'get_attr': ['e', 'variables']}},
        'form': {'value': {'get_resource': 'form'}},
        'job': {'value': {'get_attr': ['w', 'workflow_ids', 'job']}},
    }
    stack = stacks.create(template)
    assert stack.output('run')['said'] == said
    assert stack.output('thing')['said'] == said
    assert stack.output('e')['said'] == said
    registered = [
        mistral.workflows.get(stack.output(name)).definition
        for name in ('form', 'job')
    ]
    for text, wanted in zip(registered, (values[6], values[0]), strict=True):
        assert wanted in text
        assert MARK not in text
    stack.signal('w', {'input': {'said': said}})


def test_the_command_takes_no_urls(sandbox, tmp_path, values):
    program = Program(sandbox, tmp_path)
    for value in (values[2], values[6]):
        done = program.quick('register', '--from', value)
        assert done.status != 0
        assert MARK not in done.out + done.err
