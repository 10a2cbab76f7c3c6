"""The cells that are tried, and where."""

import datetime
import os

import pytest

from heat_mistral.tests.functional.faults import board as board_
from heat_mistral.tests.functional.faults import calls, kinds
from heat_mistral.tests.functional.faults import journal as journal_

# After which no further cell is tried.
SECONDS = float(os.environ.get('HEAT_MISTRAL_FAULTS_SECONDS', 'inf'))
_OPTIONS = {
    'request_timeout': kinds.PATIENCE,
    'signal_timeout': 2.5 * kinds.PATIENCE,
    'attribute_timeout': 2 * kinds.PATIENCE,
}


def pytest_generate_tests(metafunc):
    if 'cell' in metafunc.fixturenames:
        complete = metafunc.config.getoption('faults')
        day = datetime.date.today().toordinal()
        cells = calls.everything() if complete else calls.sample(day)
        marks = [pytest.mark.faults] if complete else []
        metafunc.parametrize(
            'cell',
            [pytest.param(each, marks=marks, id=str(each)) for each in cells],
        )


@pytest.fixture(scope='session')
def board(request, sandbox):
    """Tries all cells that were chosen, in the background."""
    cells = dict.fromkeys(
        item.callspec.params['cell']
        for item in request.session.items
        if 'cell' in getattr(item, 'fixturenames', ())
    )
    journal = None
    if request.config.getoption('faults'):
        journal = journal_.Journal(
            journal_.PLACE, journal_.source(), len(cells)
        )
    board = board_.Board(sandbox, cells, SECONDS, journal)
    with sandbox.heat_with(clients_mistral=_OPTIONS), board.running() as made:
        yield made
    if any(cell.row.operation == 'go_on' for cell in cells):
        # As after every task that has run again: see task_reruns.
        sandbox.service('mistral').restart()
