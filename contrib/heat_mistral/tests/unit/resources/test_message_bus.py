"""What our entry points raise gets through Heat's message bus.

oslo.messaging puts class, arguments and keyword arguments of an exception
into the reply, and Heat's API calls that class with them. What cannot be put
there leaves the caller without any reply until its time is up; what the class
does not take back arrives as a RemoteError, a 500 without a reason.
"""

import collections
import sys
from unittest import mock

import fixtures
from heat.api.aws import exception as cfn
from heat.api.middleware import fault
from heat.common import exception, messaging
from heat.engine import resource
from oslo_config import cfg
from oslo_log import log
from oslo_messaging._drivers import common

from heat_mistral.mistral_api import deadlines
from heat_mistral.plugin import heat_mistral_plugin
from heat_mistral.runs import record
from heat_mistral.tests.unit.core.code_source.samples import GREET
from heat_mistral.tests.unit.support import cloud, runs_case
from heat_mistral.tests.unit.support.runs_case import BUSY

# "debug", which Heat's API reads. Now: each test begins with a configuration
# that has been parsed, and takes no more options of a command line.
log.register_options(cfg.CONF)

WORKFLOW = 'OS::Mistral::Workflow'
CRON = 'OS::Mistral::CronTrigger'
EXECUTION = 'OS::Mistral::Execution'
EXTERNAL = 'OS::Mistral::ExternalResource'
SOURCE = 'OS::Mistral::CodeSource'
ACTION = 'OS::Mistral::Action'
ENVIRONMENT = 'OS::Mistral::Environment'
EVENT = 'OS::Mistral::EventTrigger'
TEXT = 'w: {input: [a: 1], tasks: {t: {action: std.noop}}}'
#: Properties with which each type can be created.
GOOD = {
    WORKFLOW: {'definition': TEXT},
    CRON: {'workflow': 'make', 'pattern': '0 3 * * *'},
    EXECUTION: {'workflow': 'make'},
    EXTERNAL: {
        'actions': {
            action: {'workflow': name}
            for action, name in zip(
                runs_case.ACTIONS, runs_case.NAMES, strict=True
            )
        }
    },
    SOURCE: {
        'content': GREET,
        'actions': {'acme.greet': 'Greet'},
        'override': True,
    },
    ACTION: {'definition': 'say: {base: std.echo output=hello}'},
    ENVIRONMENT: {'variables': {'a': 1}},
    EVENT: {
        'exchange': 'nova',
        'topic': 'notifications',
        'event': 'compute.instance.create.end',
        'workflow': 'make',
    },
}
#: An id that nothing has.
NOBODY = '5f6ed3c4-1111-4222-8333-444455556666'
# What Mistral may answer, for good; None is a connection that breaks.
ANSWERS = (None, 400, 403, 404, 409, 500, 503)

#: What a caller of Heat's API reads.
Answer = collections.namedtuple('Answer', 'code text')


def allowed():
    """Modules whose exceptions Heat's API makes again."""
    with (
        mock.patch.object(messaging, 'TRANSPORT'),
        mock.patch.object(messaging, 'NOTIFICATIONS_TRANSPORT'),
        mock.patch.object(messaging, 'get_specific_transport') as transport,
    ):
        messaging.setup_transports('fake://', optional=True)
        return transport.call_args.args[2]


def raise_(ex):
    raise ex


class BusCase(runs_case.RunsCase):
    def setUp(self):
        super().setUp()
        self.useFixture(cloud.Clock())
        self.allowed = allowed()

    def new(self, kind, properties=None, **more):
        return self.resource(
            kind,
            GOOD[kind] if properties is None else properties,
            stack_name=f's{len(self._stacks)}',
            name='r',
            **more,
        )

    def made(self, kind, properties=None, **more):
        return self.run_action(self.new(kind, properties, **more), 'create')

    def sent(self, call, *args):
        """The reply that an engine sends where this call raises.

        :returns: the exception, and the text of the reply.
        """
        try:
            call(*args)
        except Exception as ex:
            return ex, common.serialize_remote_exception(sys.exc_info())
        raise AssertionError(f'{call} raised nothing')

    def received(self, call, *args):
        """The exception that Heat's API gets: the one that was raised."""
        ex, reply = self.sent(call, *args)
        got = common.deserialize_remote_exception(reply, self.allowed)
        self.assertEqual(type(ex).__name__ + '_Remote', type(got).__name__)
        return got

    def answered(self, call, *args):
        """What the caller of either API of Heat's reads."""
        got = self.received(call, *args)
        told = fault.FaultWrapper(None)._error(got)
        by_cfn = cfn.map_remote_error(got)
        self.assertEqual(told['code'], by_cfn.code)
        self.assertIn(by_cfn.detail.splitlines()[0], str(got))
        return Answer(told['code'], told['error']['message'])

    def answers(self, status):
        """Let Mistral answer so until further notice."""
        self.mistral._faults.clear()
        for _request in range(300):
            self.mistral.fail('.', status=status, text='what Mistral says')


class HeatsOwnTest(BusCase):
    """Why bus_errors is there: each fails when Heat needs it no more."""

    def test_an_error_arrives_without_its_class_and_text(self):
        _ex, reply = self.sent(raise_, exception.Error('why'))
        got = common.deserialize_remote_exception(reply, self.allowed)
        self.assertEqual('RemoteError', type(got).__name__)
        self.assertNotIn('message', fault.FaultWrapper(None)._error(got))

    def test_a_resources_failure_cannot_be_sent(self):
        failure = exception.ResourceFailure('why', self.new(WORKFLOW))
        self.assertRaises(ValueError, self.sent, raise_, failure)


class TypesTest(BusCase):
    def test_none_is_forgotten(self):
        self.assertEqual(
            heat_mistral_plugin.resource_mapping().keys(), GOOD.keys()
        )


class SignalTest(BusCase):
    def test_a_refusal(self):
        answer = self.answered(self.made(WORKFLOW).signal, {'b': 1})
        self.assertEqual(400, answer.code)
        self.assertIn('unknown input b', answer.text)

    def test_a_resource_that_is_not_ready(self):
        answer = self.answered(self.new(WORKFLOW)._handle_signal, None)
        self.assertEqual(400, answer.code)
        self.assertIn('not ready', answer.text)

    def test_a_type_that_takes_none(self):
        for kind in GOOD.keys() - {WORKFLOW, EXECUTION}:
            self.assertEqual(
                400, self.answered(self.made(kind).signal).code, kind
            )

    def test_hints_that_nobody_asked_for(self):
        answer = self.answered(self.made(EXECUTION).signal, {'id': 'x'})
        self.assertEqual(400, answer.code)
        self.assertIn('notify', answer.text)

    def test_no_place_to_wait(self):
        rsrc = self.made(WORKFLOW)
        self.useFixture(
            fixtures.MockPatchObject(
                deadlines.places, '_taken', collections.Counter(other=10**6)
            )
        )
        answer = self.answered(rsrc.signal)
        self.assertEqual(500, answer.code)
        self.assertIn('try again', answer.text)

    def test_an_unclear_end_names_the_execution(self):
        for status in (None, 500, 503):
            # Each signal is a request to Heat of its own.
            self.mistral._faults.clear()
            rsrc = self.made(WORKFLOW)
            self.answers(status)
            answer = self.answered(rsrc.signal)
            self.assertEqual(500, answer.code)
            self.assertIn('may or may not have been started', answer.text)

    def test_a_mistake_of_ours_is_no_refusal(self):
        rsrc = self.made(WORKFLOW)
        for mistake in (ValueError, AttributeError, KeyError):
            with mock.patch.object(
                type(rsrc), 'serve_signal', side_effect=mistake(object())
            ):
                self.assertEqual(500, self.answered(rsrc.signal).code)

    def test_no_cause_is_told_to_whoever_has_the_url(self):
        rsrc = self.made(WORKFLOW)
        _ex, refusal = self.sent(rsrc.signal, {'b': 1})
        self.answers(500)
        _ex, failure = self.sent(rsrc.signal)
        for reply in (refusal, failure):
            self.assertNotIn('direct cause', reply)
            self.assertNotIn('During handling', reply)
            self.assertNotIn('mistralclient', reply)


class ValidationTest(BusCase):
    def test_each_way_to_be_wrong(self):
        cases = (
            (WORKFLOW, {'definition': '['}, 'line 1'),
            (WORKFLOW, {}, 'At least one of'),
            (WORKFLOW, {**GOOD[WORKFLOW], 'tasks': [{'name': 't'}]}, 'Cannot'),
            (WORKFLOW, {'tasks': [{'action': 'std.noop'}]}, 'needs a "name"'),
            (WORKFLOW, {**GOOD[WORKFLOW], 'input': {'b': 1}}, 'b'),
            (
                WORKFLOW,
                {**GOOD[WORKFLOW], 'input': {'a': 1}, 'scope': 'public'},
                'public',
            ),
            (WORKFLOW, {**GOOD[WORKFLOW], 'vars': {'x': 1}}, 'belongs to'),
            (WORKFLOW, {**GOOD[WORKFLOW], 'default_workflow': 'x'}, 'are: w'),
            (WORKFLOW, {**GOOD[WORKFLOW], 'params': {'index': 1}}, 'index'),
            (
                WORKFLOW,
                {'tasks': [{'name': 't', 'action': 'x'}], 'type': 'reverse'},
                'task_name',
            ),
            (WORKFLOW, {**GOOD[WORKFLOW], 'definitoin': ''}, 'definitoin'),
            (CRON, {'workflow': 'make'}, 'At least one of'),
            (CRON, {**GOOD[CRON], 'pattern': 'often'}, 'often'),
            (CRON, {**GOOD[CRON], 'first_time': 'soon'}, 'soon'),
            (CRON, {**GOOD[CRON], 'workflow': {'nome': 'x'}}, 'nome'),
            (
                CRON,
                {
                    'workflow': 'make',
                    'first_time': '2100-01-01 00:00',
                    'count': 2,
                },
                'pattern',
            ),
            (EXECUTION, {}, 'is needed'),
            (EXECUTION, {'workflow': {'nome': 'x'}}, 'nome'),
            (EXECUTION, {'workflow': 'x', 'params': {'index': 1}}, 'index'),
            (
                EXTERNAL,
                {
                    'actions': {
                        'CREATE': {'workflow': 'x', 'params': {'index': 1}}
                    }
                },
                'index',
            ),
            (SOURCE, {**GOOD[SOURCE], 'content': 'class Greet('}, 'line 1'),
            (SOURCE, {**GOOD[SOURCE], 'actions': {'a b': 'Greet'}}, 'a b'),
            (ACTION, {'definition': 'say: {bise: x}'}, 'bise'),
            (ACTION, {'definition': '['}, 'line 1'),
            (ENVIRONMENT, {'name': 'a/b', 'variables': {}}, "'/' cannot"),
            (EVENT, {**GOOD[EVENT], 'workflow': {'nome': 'x'}}, 'nome'),
            (EVENT, {**GOOD[EVENT], 'event': 'e' * 256}, 'out of range'),
        )
        for kind, properties, told in cases:
            answer = self.answered(self.new(kind, properties).stack.validate)
            self.assertEqual(400, answer.code, answer)
            self.assertIn(told, answer.text)

    def test_what_mistral_finds(self):
        self.mistral.finding = 'Invalid DSL: out of fashion'
        # Jinja is Mistral's to check.
        text = TEXT.replace('std.noop', 'std.noop, publish: {x: "{{ _.a }}"}')
        rsrc = self.new(WORKFLOW, {'definition': text})
        answer = self.answered(rsrc.stack.validate)
        self.assertEqual(400, answer.code)
        self.assertIn('out of fashion', answer.text)

    def test_a_thing_that_somebody_else_keeps(self):
        for kind, good in GOOD.items():
            how = {} if kind == WORKFLOW else good
            rsrc = self.new(kind, how, external_id=NOBODY)
            answer = self.answered(rsrc.stack.validate)
            self.assertEqual(400, answer.code, kind)
            self.assertIn('can not be found', answer.text)
            self.answers(403)
            answer = self.answered(rsrc.stack.validate)
            self.assertEqual(400, answer.code, kind)
            self.assertIn('what Mistral says', answer.text)
            self.answers(503)
            rsrc.stack.validate()
            with mock.patch.object(deadlines.places, '_taken', 10**6):
                rsrc.stack.validate()
            self.mistral._faults.clear()


class AttributeTest(BusCase):
    def test_whatever_mistral_answers(self):
        for kind, good in GOOD.items():
            rsrc = self.made(kind, good)
            for status in ANSWERS:
                for name in (*rsrc.attributes_schema, 'show'):
                    self.answers(status)
                    rsrc.attributes.reset_resolved_values()
                    try:
                        rsrc.FnGetAtt(name)
                    except Exception:
                        answer = self.answered(rsrc.FnGetAtt, name)
                        self.assertEqual(500, answer.code)
                        self.assertIn('could not be asked', answer.text)

    def test_one_that_another_resource_uses(self):
        """Heat asks for it while it validates an update of the stack."""
        made = self.resources(
            {
                'w': {'type': WORKFLOW, 'properties': GOOD[WORKFLOW]},
                'e': {
                    'type': EXECUTION,
                    'properties': {
                        **GOOD[EXECUTION],
                        'input': {'x': {'get_attr': ['w', 'executions']}},
                    },
                },
            }
        )
        for name in ('w', 'e'):
            self.run_action(made[name], 'create')
        self.answers(500)
        answer = self.answered(made.validate)
        self.assertIn('could not be asked: what Mistral says', answer.text)


class PreviewTest(BusCase):
    def test_a_replacement(self):
        """Heat takes it in itself."""
        rsrc = self.made(
            EXTERNAL,
            {**GOOD[EXTERNAL], 'input': {'a': 1}}
            | {'replace_on_change_inputs': ['a']},
        )
        after = rsrc.t.freeze(
            properties={**rsrc.t._properties, 'input': {'a': 2}}
        )
        ex, _reply = self.sent(
            rsrc.preview_update,
            after,
            rsrc.t,
            after.properties(rsrc.properties_schema, rsrc.context),
            rsrc.properties,
            None,
        )
        self.assertIsInstance(ex, resource.UpdateReplace)


class ActionTest(BusCase):
    """Heat keeps these texts, and sends none of them to anybody so far."""

    def cause(self, rsrc, action, *args):
        """What an action has raised, within Heat's own ResourceFailure."""
        failure = self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, action, *args
        )
        self.sent(raise_, failure.exc)
        return failure.exc

    def test_whatever_mistral_refuses(self):
        for kind in GOOD:
            for before, action in (
                ([], 'create'),
                (['create'], 'update'),
                (['create'], 'check'),
                (['create'], 'suspend'),
                (['create', 'suspend'], 'resume'),
                (['create'], 'delete'),
            ):
                self.mistral._faults.clear()
                # Of two for the same event the second is refused.
                self.mistral.event_triggers.clear()
                rsrc = self.new(kind)
                for each in before:
                    self.run_action(rsrc, each)
                self.answers(403)
                try:
                    self.run_action(
                        rsrc, action, *self.arguments(rsrc, action)
                    )
                except exception.ResourceFailure as failure:
                    self.sent(raise_, failure.exc)

    @staticmethod
    def arguments(rsrc, action):
        """Of an update: the same as before, after a failure."""
        if action != 'update':
            return ()
        rsrc.state_set(rsrc.UPDATE, rsrc.FAILED)
        return (rsrc.t,)

    def test_a_run_that_fails(self):
        for kind in (EXECUTION, EXTERNAL):
            self.mistral.plays('make', BUSY, {'state': 'ERROR'})
            ex = self.cause(self.new(kind), 'create')
            self.assertIsInstance(ex, record.Failed)

    def test_a_run_that_vanishes(self):
        for kind in (EXECUTION, EXTERNAL):
            rsrc = self.new(kind)
            self.mistral.plays('make', BUSY, BUSY)
            runner = self.until_it_waits(rsrc)
            self.mistral.executions.clear()
            failure = self.assertRaises(
                exception.ResourceFailure, runner.run_to_completion, None
            )
            ex, _reply = self.sent(raise_, failure.exc)
            self.assertIsInstance(ex, record.Failed)

    def test_a_workflow_that_is_not_there(self):
        for kind, properties in (
            (CRON, {**GOOD[CRON], 'workflow': 'nobody'}),
            (EXECUTION, {'workflow': 'nobody'}),
            (EXTERNAL, {'actions': {'CREATE': {'workflow': 'nobody'}}}),
        ):
            self.cause(self.new(kind, properties), 'create')

    def test_a_name_that_is_taken(self):
        for kind, text in (
            (WORKFLOW, {'definition': TEXT, 'name': 'taken'}),
            (CRON, {**GOOD[CRON], 'name': 'taken'}),
        ):
            self.made(kind, text)
            self.cause(self.new(kind, text), 'create')

    def test_what_somebody_has_deleted(self):
        for kind in (WORKFLOW, CRON):
            rsrc = self.made(kind)
            self.mistral.workflows.clear()
            self.mistral.triggers.clear()
            self.cause(rsrc, 'check')
            for name in runs_case.NAMES:
                self.mistral.add(name, f'{name}: {{tasks: {{t: {{}}}}}}')

    def test_a_workflow_that_a_schedule_uses(self):
        rsrc = self.made(WORKFLOW)
        self.made(CRON, {**GOOD[CRON], 'workflow': rsrc.FnGetRefId()})
        self.cause(rsrc, 'delete')
