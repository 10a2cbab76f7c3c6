"""Notifications over a real broker, heard by Mistral's real event engine.

Where no RabbitMQ answers the tests are skipped; see sandbox/tests/helpers.py.
"""

import uuid

import oslo_messaging
import pytest
from oslo_config import cfg
from oslo_context import context

from heat_mistral.tests.functional.event_trigger.test_event_trigger import (
    template,
)
from heat_mistral.tests.functional.support.stacks import eventually
from sandbox import parts
from sandbox.tests import helpers

EXCHANGE, TOPIC = 'test-nova', 'test-notifications'
EVENT = 'compute.instance.create.end'
TELLS = {
    'a': {
        'input': [{'x': 1}],
        'output': {
            'x': '<% $.x %>',
            'event': '<% execution().params.event_params %>',
        },
        'tasks': {'t': {'action': 'std.noop'}},
    }
}


class Context(context.RequestContext):
    """What Nova and Cinder send of theirs.

    A notification without a user_id ends the event engine's only thread
    (YaqlEvaluationException in DefaultEventEngine._loop, Mistral 23.0).
    """

    def to_dict(self):
        return {**super().to_dict(), 'user_id': self.user_id}


class Service:
    """An OpenStack service that sends notifications for a project."""

    def __init__(self, url: str, project_id: str) -> None:
        conf = cfg.ConfigOpts()
        conf([])
        # The first makes the option known by which the second is made.
        oslo_messaging.get_notification_transport(conf, url=url).cleanup()
        conf.set_override('control_exchange', EXCHANGE)
        self._transport = oslo_messaging.get_notification_transport(
            conf, url=url
        )
        self._notifier = oslo_messaging.Notifier(
            self._transport, driver='messagingv2', topics=[TOPIC]
        )
        self._project_id = project_id

    def stop(self) -> None:
        """End its connections, whose threads try again for ever."""
        self._transport.cleanup()

    def send(self, event: str = EVENT, project_id: str | None = None) -> str:
        """Send a notification.

        :returns: its publisher, another one each time, by which the run for
            it is known.
        """
        publisher = f'compute.{uuid.uuid4().hex[:8]}'
        self._notifier.prepare(publisher_id=publisher).info(
            Context(project_id=project_id or self._project_id, user_id='u'),
            event,
            {'instance_id': 'i'},
        )
        return publisher


@pytest.fixture(scope='module')
def broker(sandbox):
    """A broker that Mistral is on, with an event engine."""
    if sandbox.state.settings()['profile'] == parts.PRODUCTION:
        with sandbox.mistral_on(sandbox.bus):
            yield sandbox.bus
        return
    with helpers.rabbitmq() as url, sandbox.mistral_on(url):
        yield url


def runs(stack):
    """Publisher -> input x of each run that has ended."""
    return {
        run['output']['event']['service']: run['output']['x']
        for run in stack.attribute('t', 'executions')
        if run['state'] == 'SUCCESS'
    }


def heard(stack, service, event=EVENT):
    """Send until the engine hears it: it begins to listen after the create.

    :returns: the publishers of all that were sent.
    """
    sent = set()

    def begun():
        sent.add(service.send(event))
        return sent & runs(stack).keys()

    eventually(begun, 'a run')
    return sent


def test_each_notification_is_a_run(request, broker, sandbox, stacks, mistral):
    given = {'exchange': EXCHANGE, 'topic': TOPIC, 'event': EVENT}
    project = sandbox.session().get_project_id()
    service = Service(broker, project)
    request.addfinalizer(service.stop)
    stack = stacks.create(template(TELLS, **given))
    sent = heard(stack, service)

    # One run each, of this project's and of this event only.
    service.send(project_id=sandbox.session('other').get_project_id())
    service.send(f'{EVENT}.not')
    one = service.send()
    eventually(lambda: one in runs(stack), 'the run')
    assert runs(stack).keys() <= sent | {one}

    # A change in place reaches the engine without any new trigger.
    identifier = stack.data_id('t')
    stack.update(template(TELLS, input={'x': 2}, **given))
    assert stack.data_id('t') == identifier

    def changed():
        sent.add(service.send())
        return 2 in runs(stack).values()

    eventually(changed, 'the new input')

    # Another event: the former one does nothing any more.
    given['event'] = f'{EVENT}.2'
    stack.update(template(TELLS, input={'x': 3}, **given))
    later = heard(stack, service, given['event'])
    late = service.send()
    last = service.send(given['event'])
    eventually(lambda: last in runs(stack), 'the last run')
    assert late not in runs(stack)
    assert {runs(stack)[each] for each in later & runs(stack).keys()} == {3}

    # All that it started goes with it.
    ids = {run['id'] for run in stack.attribute('t', 'executions')}
    assert ids
    stack.delete()
    assert not ids & {run.id for run in mistral.executions.list()}
