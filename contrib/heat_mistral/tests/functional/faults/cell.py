"""One cell of the table: a stack's operation during which a call fails."""

import contextlib
import dataclasses
import threading
from collections import Counter
from typing import Any

from heat_mistral.tests.functional.faults import calls
from heat_mistral.tests.functional.faults.subject import Outcome, Subject
from heat_mistral.tests.functional.support import stacks

# Tries that a lasting fault meets at least, where there are so many.
_TRIES = 3
# Not safe to repeat: sent again when an earlier one cannot come any more, after
# two minutes.
_SELDOM = ('PUT tasks/*',)
# Operations whose end is waited for, whatever fails.
OWN_END = ('signal', 'hear', 'show')
# What tells a reader nothing.
_UNREADABLE = (
    'JSONDecodeError',
    'Expecting value',
    'Unterminated',
    'Traceback',
    'KeyError',
    'object has no attribute',
    'NoneType',
    '<html',
)
#: What becomes of a fault; each word promises something.
RETRIED, FOUND, PASSED, TOLD, WAITED, SHOWN = WORDS = (
    'retried',
    'found again',
    'passed over',
    'told',
    'waited',
    'shown',
)


class NotTried(Exception):
    """What a cell is about did not happen, or there was no time for it."""


@dataclasses.dataclass
class Reference:
    """What a life without any fault comes to.

    :ivar things: what Mistral has after an operation.
    :ivar runs: executions that an operation makes.
    """

    things: dict[tuple[str, bool], Any] = dataclasses.field(
        default_factory=dict
    )
    runs: dict[tuple[str, bool], Counter[Any]] = dataclasses.field(
        default_factory=dict
    )


class Tried:
    """Does operations, and looks at what Mistral has before and after."""

    def __init__(self, subject: Subject, reference: Reference) -> None:
        self.subject = subject
        self._reference = reference
        self._is_suspended = False

    def learn(self, operation: str) -> None:
        """Do it without any fault, to know how it is."""
        before = self._runs()
        outcome = getattr(self.subject, operation)()
        assert outcome == Outcome(), (operation, outcome)
        key = self._key(operation)
        self._reference.things[key] = self._things()
        self._reference.runs[key] = _count(self._runs(), before)

    def finish(self, operation: str) -> None:
        """Delete it without any fault."""
        assert getattr(self.subject, operation)() == Outcome()
        assert self.subject.looker.anything(self.subject.marks) == []

    def ready_for(self, operation: str) -> None:
        """Bring the stack to where an operation can be done."""
        if self._is_suspended and operation != 'resume':
            assert self.subject.resume() == Outcome()
        self._is_suspended = operation == 'suspend'
        if operation == 'delete' and self.subject.can('signal'):
            assert self.subject.signal() == Outcome()
        if operation == 'hear':
            self.subject.be_heard()
        if operation == 'go_on':
            self.subject.fail()

    def _key(self, operation: str) -> tuple[str, bool]:
        return operation, self.subject.changed

    def _things(self) -> Any:
        return self.subject.looker.things(self.subject.marks)

    def _runs(self) -> dict[str, Any]:
        return self.subject.looker.runs(self.subject.marks)

    def cell(self, cell: calls.Cell) -> str:
        """Let a call fail during an operation.

        :returns: one of WORDS.
        """
        subject, proxy, operation = (
            self.subject,
            self.subject.proxy,
            (cell.row.operation),
        )
        before = self._runs()
        ids = subject.looker.ids(subject.marks)
        proxy.inject(
            cell.row.call, cell.kind, float('inf') if cell.lasting else 1
        )
        with _ended_by_itself(subject, cell) as waited:
            outcome = getattr(subject, operation)()
        proxy.calm()
        if not proxy.failed and cell.row.call.endswith('/validate'):
            # Heat does not ask for a validation where it is busy.
            raise NotTried
        assert proxy.failed, f'{operation} does not call {cell.row.call}'
        again = proxy.again
        word = _word(cell, outcome, again, bool(waited))
        self._readable(outcome)
        statuses = [outcome.status]
        if outcome.failed or outcome.errors:
            repaired = self._repair(operation)
            statuses.append(repaired.status)
            assert repaired == Outcome(), (outcome, repaired)
        if operation == 'delete':
            stacks.eventually(
                lambda: not subject.looker.anything(subject.marks),
                f'an empty Mistral: {subject.looker.anything(subject.marks)}',
                30,
            )
            return word
        key = self._key(operation)
        things, wanted = self._things(), self._reference.things[key]
        assert things == wanted, f'{things} instead of {wanted}'
        now = subject.looker.ids(subject.marks)
        moved = {k: (ids[k], now[k]) for k in ids.keys() & now.keys()}
        assert all(old == new for old, new in moved.values()), moved
        runs, one = _count(self._runs(), before), self._reference.runs[key]
        if operation == 'go_on':
            # The first time it failed.
            assert subject.looker.attempts(subject.marks) == 2
        if operation == 'signal':
            _check_signals(runs, one, statuses)
        else:
            assert runs == one, f'{runs} instead of {one}'
        return word

    def _repair(self, operation: str) -> Outcome:
        """Do it once more, as its user would."""
        again = {'create': 'update_again', 'update': 'update_again'}
        repaired: Outcome = getattr(
            self.subject, again.get(operation, operation)
        )()
        return repaired

    @staticmethod
    def _readable(outcome: Outcome) -> None:
        for reason in filter(None, (outcome.failed, *outcome.errors)):
            assert len(reason) > 20, reason
            assert not any(each in reason for each in _UNREADABLE), reason


@contextlib.contextmanager
def _ended_by_itself(subject: Subject, cell: calls.Cell) -> Any:
    """Let a lasting fault end when the stack's owner has been told of it."""
    waited: list[bool] = []
    over = threading.Event()
    tries = 1 if cell.row.call in _SELDOM else _TRIES

    def watch() -> None:
        while not over.wait(0.5):
            with contextlib.suppress(Exception):
                if subject.proxy.failed >= tries and subject.told():
                    waited.append(True)
                    subject.proxy.calm()
                    return

    if not cell.lasting or cell.row.operation in OWN_END:
        yield waited
        return
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield waited
    finally:
        over.set()
        thread.join()


def _word(cell: calls.Cell, outcome: Outcome, again: int, waited: bool) -> str:
    if outcome.failed:
        return TOLD
    if outcome.errors:
        return SHOWN
    if waited:
        return WAITED
    # A validation changes nothing either.
    changes = not cell.row.call.startswith('GET') and not (
        cell.row.call.endswith('validate')
    )
    if cell.kind.takes_effect and changes:
        return FOUND
    return RETRIED if again else PASSED


def _count(after: dict[str, Any], before: dict[str, Any]) -> Counter[Any]:
    return Counter(
        what for identifier, what in after.items() if identifier not in before
    )


def _check_signals(
    runs: Counter[Any], one: Counter[Any], statuses: list[int]
) -> None:
    """One for a 200, none for a 4xx, none or one for a 5xx."""
    assert set(runs) <= set(one), (runs, one)
    least = sum(status == 200 for status in statuses)
    most = sum(status == 200 or status >= 500 for status in statuses)
    assert least <= runs.total() <= most, (runs, statuses)
