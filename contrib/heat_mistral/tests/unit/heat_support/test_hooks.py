"""Who is taken for Mistral, and who is not."""

import json
import types
from unittest import mock

import pytest
from heat.common import exception

from heat_mistral.heat_support import hooks, signals

HOOK = {
    'id': 'x',
    'workflow_id': 'w',
    'workflow_name': 'w',
    'state': 'ERROR',
    'project_id': 'p',
    'task_execution_id': None,
    'root_execution_id': None,
}
ALARM = {'alarm_id': 1, 'previous': 'ok', 'current': 'alarm'}


def resource(kept=None):
    """One of a stack that was loaded with this context."""
    stack = types.SimpleNamespace(defn=types.SimpleNamespace(_context=kept))
    return types.SimpleNamespace(
        data=lambda: {
            'access_key': 'alarm',
            'hook_access_key': 'hook',
            'user_id': 'signer',
        },
        stack=stack,
    )


def signed(key, user='signer'):
    return types.SimpleNamespace(
        user_id=user, aws_creds=json.dumps({'ec2Credentials': {'access': key}})
    )


def person():
    return types.SimpleNamespace(user_id='u', aws_creds=None)


def nobody():
    return types.SimpleNamespace(user_id=None, aws_creds=None)


@pytest.mark.parametrize(
    ('caller', 'body', 'is_hook'),
    [
        # The key tells, whatever the body says.
        (signed('hook'), HOOK, True),
        (signed('hook'), ALARM, True),
        (signed('hook'), None, True),
        (signed('alarm'), HOOK, False),
        (signed('alarm'), ALARM, False),
        # Made for hooks, by an engine that died before it was noted.
        (signed('unknown'), ALARM, True),
        (signed('unknown'), None, True),
        # A person's own key.
        (signed('unknown', 'u'), ALARM, False),
        (signed('unknown', None), ALARM, False),
        (person(), HOOK, False),
        (person(), None, False),
        # Nobody knows who it is: what looks like a hook starts nothing.
        (nobody(), HOOK, True),
        (nobody(), ALARM, False),
        (None, HOOK, True),
        (None, {}, False),
    ],
)
def test_who_calls(caller, body, is_hook):
    with mock.patch.object(
        hooks.oslo_context, 'get_current', return_value=caller
    ):
        assert hooks.is_call(resource(), body) is is_hook


@pytest.mark.parametrize(
    ('caller', 'body', 'is_hook'),
    [
        (signed('hook'), ALARM, True),
        (signed('hook'), {}, True),
        (signed('alarm'), HOOK, False),
        (person(), HOOK, False),
    ],
)
def test_who_calls_a_stack_with_nested_templates(caller, body, is_hook):
    """Reading their files leaves an administrator's context in the thread."""
    with mock.patch.object(
        hooks.oslo_context, 'get_current', return_value=nobody()
    ):
        assert hooks.is_call(resource(caller), body) is is_hook


def test_no_key_is_nobodys():
    """Where there is no key for hooks, a request without one is none."""
    rsrc = resource()
    rsrc.data = dict
    with mock.patch.object(
        hooks.oslo_context, 'get_current', return_value=person()
    ):
        assert not hooks.is_call(rsrc, HOOK)
    assert hooks.url(rsrc) is None


def test_a_key_whose_user_is_being_deleted_starts_nothing():
    rsrc = resource(signed('hook'))
    rsrc.data = lambda: {'user_id': 'signer'}
    assert hooks.is_call(rsrc, ALARM)
    rsrc = resource(signed('alarm'))
    rsrc.data = lambda: {'user_id': 'signer'}
    assert hooks.is_call(rsrc, ALARM)


def test_mistrals_url_clears_no_breakpoint():
    rsrc = object.__new__(signals.SynchronousSignals)
    rsrc.has_hook = lambda hook: True
    rsrc.data = resource().data

    def by(caller):
        stack = resource(caller).stack
        rsrc._stackref = lambda: stack  # Heat's is weak

    for caller in (signed('alarm'), person()):
        by(caller)
        rsrc._signal_check_hook({'unset_hook': 'pre-update'})
    by(signed('hook'))
    with pytest.raises(exception.InvalidBreakPointHook):
        rsrc._signal_check_hook({'unset_hook': 'pre-update'})
