import pytest

from heat_mistral.core.execution import ending

REPORT = """Failure caused by error in tasks: below

  below [task_ex_id=1] -> Failure caused by error in tasks: boom

  boom [task_ex_id=2] -> {}
"""


def told(state, reported, **more):
    return ending.told('id', 'stack.w.run', state, reported, **more)


def test_a_failure_names_task_and_message():
    assert told('ERROR', REPORT.format('no space\nleft')) == (
        'execution id of workflow stack.w.run failed in task below > boom: '
        'no space'
    )


@pytest.mark.parametrize(
    ('state', 'reported', 'end'),
    [
        ('SUCCESS', None, 'has succeeded'),
        ('ERROR', None, 'failed'),
        ('ERROR', 'by hand', 'failed: by hand'),
        ('CANCELLED', None, 'was cancelled'),
        ('CANCELLED', 'cancelled by Heat: why', 'was cancelled: by Heat: why'),
    ],
)
def test_other_ends(state, reported, end):
    assert told(state, reported).endswith(f'stack.w.run {end}')


@pytest.mark.parametrize(
    'message',
    [
        "{'password': 'geheim'}",
        'GET http://h/v1/signal/arn?AWSAccessKeyId=geheim&Signature=geheim%3D',
        "{'adminPass': 'geheim', 'a': 1}",
        'token=geheim',
    ],
)
def test_secrets_are_not_shown(message):
    assert 'geheim' not in told('ERROR', REPORT.format(message))
    assert 'geheim' not in ending.listed(
        'now', 'id', 'w', 'ERROR', REPORT.format(message)
    )


def test_it_is_one_short_line_whatever_was_said():
    line = told('ERROR', REPORT.format('x' * 100_000), length=255)
    assert len(line) == 255
    assert '\n' not in line
    assert len(ending.listed('t', 'id', 'w' * 255, 'ERROR', 'y' * 9999)) == 500
    assert 'failed: y' in ending.listed('t', 'id', 'w' * 255, 'ERROR', 'y')


@pytest.mark.parametrize(
    ('description', 'by'),
    [
        ('{"triggered_by": {"type": "heat", "id": "x"}}', 'x'),
        ('{"triggered_by": {"id": 1}}', None),
        ('{"triggered_by": 1}', None),
        ('[]', None),
        ('words', None),
        ('[' * 400, None),
        (None, None),
    ],
)
def test_who_has_started_it(description, by):
    assert ending.triggered_by(description) == by
