"""Python sources in Mistral, and lists that others look at meanwhile."""

import contextlib
import textwrap
import threading

#: Seconds between looks at a list.
PERIOD = 0.5
GREET = textwrap.dedent(
    """\
    from mistral_lib import actions


    class Greet(actions.Action):
        def __init__(self, name, greeting="Hello"):
            self.name = name
            self.greeting = greeting

        def run(self, context):
            return self.greeting + ' ' + self.name
    """
)


def waiting(path):
    """A source whose action goes on until there is a file.

    The executor is on this machine.
    """
    wait = (
        'import os, time\n'
        f'        while not os.path.exists({str(path)!r}): time.sleep(0.1)\n'
        '        return self'
    )
    return GREET.replace('return self', wait, 1)


def source(content=GREET, actions=None, **properties):
    """A resource."""
    return {
        'type': 'OS::Mistral::CodeSource',
        'properties': {
            'content': content,
            'actions': actions or {'test.greet': 'Greet'},
            **properties,
        },
    }


def template(content=GREET, actions=None, **properties):
    """A source, ``s``, and a workflow ``w`` that runs test.greet."""
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            's': source(content, actions, **properties),
            'w': {
                'type': 'OS::Mistral::Workflow',
                'depends_on': 's',
                'properties': {
                    'definition': 'a: {input: [name: you], output: '
                    '{said: <% task(t).result %>}, tasks: {t: {action: '
                    'test.greet, input: {name: <% $.name %>}}}}'
                },
            },
        },
        'outputs': {
            **{
                name: {'value': {'get_attr': ['s', name]}}
                for name in (
                    'available_actions',
                    'inputs',
                    'version',
                    'digest',
                )
            },
            'executions': {'value': {'get_attr': ['w', 'executions']}},
        },
    }


def alone(content=GREET, actions=None, **properties):
    """A source, ``s``, and nothing else."""
    return {
        'heat_template_version': '2018-08-31',
        'resources': {'s': source(content, actions, **properties)},
    }


def there(admin):
    """All sources and dynamic actions, of all projects and namespaces."""
    return (
        sorted((row.name, row.version) for row in admin.code_sources.list()),
        sorted(
            (row.name, row.class_name, row.code_source_id)
            for row in admin.dynamic_actions.list()
        ),
    )


class Watch:
    """Looks at the lists of three projects, over and over.

    :ivar answers: (what was asked for, the status).
    """

    def __init__(self, sandbox):
        self.answers = []
        self._asked = [
            (sandbox.session(user), noun)
            for user, nouns in (
                ('demo', ['actions']),
                ('other', ['actions']),
                ('admin', ['actions', 'code_sources', 'dynamic_actions']),
            )
            for noun in nouns
        ]
        self._url = sandbox.urls['mistral'] + '/v2/'
        self._ended = threading.Event()

    @contextlib.contextmanager
    def running(self):
        """Look for the length of a with block."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def _run(self):
        while True:
            for session, noun in self._asked:
                self.answers.append((noun, self._ask(session, noun)))
            if self._ended.wait(PERIOD):
                return

    def _ask(self, session, noun):
        """The status.

        Mistral reads the actions, and then the source of each: where one was
        deleted in between it says 404, and is right the next time.
        """
        for allowed in (404, None):
            answer = session.get(self._url + noun, raise_exc=False)
            if answer.status_code != allowed:
                break
        return answer.status_code
