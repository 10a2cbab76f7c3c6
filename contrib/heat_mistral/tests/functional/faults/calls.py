"""The calls of the plugin's, and who makes them: the rows of the table."""

import dataclasses

from heat_mistral.tests.functional.faults import kinds, lives
from heat_mistral.tests.functional.support.faulty import Fault

#: Operations that a user may do in any number, in this order.
REPEATED = ('signal', 'hear', 'show', 'check', 'suspend', 'update', 'go_on')


@dataclasses.dataclass(frozen=True)
class Row:
    """A call, as one operation of one stack makes it.

    :ivar life: key of lives.LIVES.
    :ivar operation: what makes the call: create, delete, or one of REPEATED.
    :ivar call: as injector.call_of names it.
    """

    life: str
    operation: str
    call: str

    def __str__(self) -> str:
        return f'{self.life}: {self.operation}: {self.call}'


def _rows(life: str, **operations: str) -> list[Row]:
    assert life in lives.LIVES
    return [
        Row(life, operation, call.strip())
        for operation, named in operations.items()
        for call in named.split(',')
    ]


ROWS = (
    *_rows(
        'workflow',
        create='POST workflows/validate, GET workflows, POST workflows, '
        'GET workflows/*/members, POST workflows/*/members',
        signal='POST executions',
        show='GET executions',
        update='GET executions, PUT workflows/*, DELETE workflows/*, '
        'DELETE workflows/*/members/*',
        check='GET workflows, GET workflows/*/members',
        delete='DELETE workflows/*',
    ),
    *_rows(
        'waiting',
        delete='GET executions, PUT executions/*, DELETE executions/*',
    ),
    *_rows(
        'cron_trigger',
        create='GET cron_triggers, POST cron_triggers',
        show='GET cron_triggers/*',
        suspend='DELETE cron_triggers/*',
        update='DELETE cron_triggers/*, POST cron_triggers',
        delete='DELETE cron_triggers/*',
    ),
    *_rows(
        'event_trigger',
        create='GET event_triggers, POST event_triggers',
        check='GET event_triggers/*',
        update='PUT event_triggers/*',
        delete='DELETE event_triggers/*',
    ),
    *_rows(
        'environment',
        create='GET environments, POST environments',
        update='PUT environments',
        delete='DELETE environments/*',
    ),
    *_rows(
        'action',
        create='POST actions/validate, GET actions, GET actions/*, '
        'POST actions',
        update='PUT actions/*, DELETE actions/*',
        delete='GET action_executions, DELETE actions/*',
    ),
    *_rows(
        'execution',
        create='POST executions, GET executions/*, GET executions/*/tasks',
        show='GET executions/*/tasks',
        suspend='POST executions',
        update='POST executions',
        delete='POST executions',
    ),
    *_rows(
        'external_resource',
        create='GET workflows/*',
        update='POST executions, GET executions/*',
    ),
    *_rows('notifying', hear='GET executions/*', check='GET executions'),
    *_rows(
        'going_on',
        go_on='GET executions/*, GET executions/*/tasks, PUT tasks/*',
    ),
    *_rows(
        'code_source',
        create='GET code_sources, GET dynamic_actions, POST code_sources, '
        'POST dynamic_actions, GET actions/*',
        check='GET code_sources/*',
        update='PUT code_sources, PUT dynamic_actions',
        delete='GET action_executions, DELETE dynamic_actions/*, '
        'DELETE code_sources/*',
    ),
)

#: Made only of a run whose workflow has ended without it, a minute after that:
#: see functional/action and functional/code_source.
ELSEWHERE = frozenset(('GET tasks/*', 'PUT action_executions/*'))


@dataclasses.dataclass(frozen=True)
class Cell:
    """One fault of one call.

    :ivar lasting: all calls fail until the stack's owner is told, and not
        just the first.
    """

    row: Row
    kind: Fault
    lasting: bool = False

    def __str__(self) -> str:
        how = 'lasting' if self.lasting else 'once'
        return f'{self.row}: {self.kind.name}, {how}'


def everything() -> list[Cell]:
    """The complete table; what says most comes first."""
    return [
        Cell(row, kind, lasting)
        for lasting in (False, True)
        for kind in sorted(kinds.KINDS, key=kinds.is_like_another)
        for row in ROWS
    ]


def sample(day: int) -> list[Cell]:
    """One fault of each call, another one each day.

    :param day: any number.
    """
    return [
        Cell(row, kinds.KINDS[(day + 5 * n) % len(kinds.KINDS)])
        for n, row in enumerate(ROWS)
    ]
