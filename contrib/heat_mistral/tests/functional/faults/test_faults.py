"""Every call to Mistral × every fault: the stack ends right, or says why not.

A sample by default: one fault of each call, another one each day. ``tox -e
faults`` tries all of them, and with ``--write-table`` makes
doc/source/admin/faults.rst. HEAT_MISTRAL_FAULTS_SECONDS=3600 begins no further cell
after an hour.
"""

import pytest

from heat_mistral.tests.functional.faults import calls, table
from heat_mistral.tests.functional.faults.cell import NotTried


def test_a_fault(board, cell):
    try:
        assert board.result(cell)
    except NotTried:
        pytest.skip('no time left, or Heat was too busy')


def test_each_call_that_is_made_has_a_row(board):
    board.wait()
    seen = {call for _life, _operation, call in board.seen}
    rows = {row.call for row in calls.ROWS}
    assert sorted(seen - rows - calls.ELSEWHERE) == []


def test_the_table_says_what_was_found(board, request):
    """Last: all others are done by then."""
    if not request.config.getoption('faults'):
        pytest.skip('a part of the table was tried')
    made = table.made_of(board.results())
    if request.config.getoption('write_table'):
        table.PLACE.write_text(made)
    assert table.PLACE.read_text() == made
