"""Who is to tell what was left out, where the database fails."""

import contextlib
import types
from unittest import mock

import pytest

from heat_mistral.runs import outcomes

RSRC = types.SimpleNamespace(
    uuid='of-this-test', name='r', action='CREATE', DELETE='DELETE'
)
KIND = 'runs.failed'


def test_a_failure_leaves_nobody_waiting():
    with (
        mock.patch.object(
            outcomes.shared_value, 'change', side_effect=RuntimeError('no')
        ),
        pytest.raises(RuntimeError),
    ):
        outcomes._tell_later(RSRC, KIND)
    assert (RSRC.uuid, KIND) not in outcomes._waiting


def test_what_comes_while_it_is_told_is_told_later():
    """It would be left to a timer that has already looked."""
    seen = []

    def change(*_):
        seen.append((RSRC.uuid, KIND) in outcomes._waiting)
        return outcomes.event_budget.Taken(False)

    outcomes._waiting.add((RSRC.uuid, KIND))
    try:
        with mock.patch.object(outcomes.shared_value, 'change', change):
            outcomes._tell_left_out(RSRC, KIND)
    finally:
        outcomes._waiting.discard((RSRC.uuid, KIND))
    assert seen == [False]


def test_where_mistral_cannot_be_asked_the_end_is_counted():
    """No event for each: they would push out all others of the stack."""
    plugin = types.SimpleNamespace(
        option=lambda name: 1,
        hook_turn=contextlib.nullcontext,
        within=mock.Mock(side_effect=OSError('away')),
    )
    body = {'id': 'x', 'state': 'ERROR'}
    with (
        mock.patch.object(
            outcomes.notification, 'execution_of', return_value='x'
        ),
        mock.patch.object(outcomes, '_leave_out') as counted,
    ):
        outcomes.serve(plugin, RSRC, body, 'failures', lambda by: True)
    counted.assert_called_once_with(RSRC)
