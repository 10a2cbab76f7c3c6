import pytest

from heat_mistral.core.execution import notification

BODY = {
    'id': 'x',
    'name': 'w',
    'workflow_name': 'w',
    'workflow_namespace': '',
    'workflow_id': 'y',
    'state': 'ERROR',
    'state_info': None,
    'project_id': 'p',
    'task_execution_id': None,
    'root_execution_id': None,
    'event': 'WORKFLOW_FAILED',
}


def test_an_execution_is_named():
    assert notification.execution_of(BODY) == 'x'


@pytest.mark.parametrize(
    'body',
    [
        None,
        [],
        'id',
        {},
        {'id': 'x'},
        {**BODY, 'task_execution_id': 't'},
        {**BODY, 'id': 1},
        {**BODY, 'id': None},
    ],
)
def test_what_is_no_end_of_a_run_names_none(body):
    assert notification.execution_of(body) is None


@pytest.mark.parametrize(
    'body',
    [
        {'alarm_id': 1, 'previous': 'ok', 'current': 'alarm'},
        {'workflow': 'w', 'input': {}, 'params': {}},
        {key: value for key, value in BODY.items() if key != 'workflow_id'},
    ],
)
def test_signals_do_not_look_like_one(body):
    assert not notification.is_one(body)


def test_a_receiver_is_added():
    own = {'type': 'noop'}
    to = notification.receiver('http://u', ('ERROR',))
    assert to['event_types'] == ['WORKFLOW_FAILED']
    params = {'env': {}, 'notify': [own]}
    assert notification.added(params, to) == {'env': {}, 'notify': [own, to]}
    assert params['notify'] == [own]
    assert notification.added({}, None) == {}


@pytest.mark.parametrize(
    'params',
    [
        {'env': {}, 'notify': [{'url': 'ours'}]},
        '{"env": {}, "notify": [{"url": "ours"}]}',
    ],
)
def test_a_receiver_is_not_shown(params):
    assert 'ours' not in str(notification.without(params, 'ours'))
    assert 'env' in notification.without(params, 'ours')


@pytest.mark.parametrize(
    'params',
    [None, 'no JSON', '[]', {}, {'notify': 1}, {'notify': [{'url': 'own'}]}],
)
def test_others_are_shown(params):
    assert notification.without(params, 'ours') == params
