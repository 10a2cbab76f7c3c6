"""Tries many cells at a time, several of them on one stack."""

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from typing import Any

from heat_mistral.tests.functional.faults import (
    calls,
    cell,
    injector,
    lives,
    look,
)
from heat_mistral.tests.functional.faults import journal as journal_
from heat_mistral.tests.functional.faults import subject as subject_
from sandbox import clients

# Stacks at a time, of a sample beside other tests and of all cells alone. A
# cell takes the services a second of a core and some five seconds of waiting.
AT_A_TIME, ALONE = 4, 6
# Its requests are repeated after two minutes: the others go on meanwhile.
_SLOWEST = 'going_on'
# Cells that share a region and a life without any fault.
_TOGETHER = 60


class Board:
    """The cells, and what became of them.

    :ivar seen: all calls that were made, by life and operation, without any
        fault.
    """

    def __init__(
        self,
        sandbox: Any,
        cells: Iterable[calls.Cell],
        seconds: float,
        journal: journal_.Journal | None = None,
    ) -> None:
        """Prepare to try them.

        :param seconds: after which no further cell is tried.
        :param journal: those that it knows are not tried again.
        """
        self._sandbox = sandbox
        self._ends = time.monotonic() + seconds
        self._results: dict[calls.Cell, futures.Future[str]] = {
            each: futures.Future() for each in cells
        }
        self._journal = journal
        for each, result in self._results.items():
            if journal is not None and str(each) in journal.known:
                result.set_result(journal.known[str(each)])
        self.seen: set[tuple[str, str, str]] = set()
        self._over = threading.Event()
        self._threads: futures.ThreadPoolExecutor | None = None
        self._lives: list[futures.Future[None]] = []

    @contextlib.contextmanager
    def running(self) -> Iterator['Board']:
        """Try all, in the background, for the length of a with block."""
        together = sorted(
            self._together(), key=lambda each: (each[1] != _SLOWEST, *each[:2])
        )
        at_a_time = AT_A_TIME if self._journal is None else ALONE
        with futures.ThreadPoolExecutor(at_a_time) as pool:
            self._lives = [
                pool.submit(self._life, name, number, cells)
                for number, name, cells in together
            ]
            try:
                yield self
            finally:
                self._over.set()

    def _together(self) -> Iterator[tuple[int, str, list[calls.Cell]]]:
        for name in lives.LIVES:
            cells = [
                each
                for each, result in self._results.items()
                if each.row.life == name and not result.done()
            ]
            for start in range(0, len(cells), _TOGETHER):
                number = start // _TOGETHER
                yield number, name, cells[start : start + _TOGETHER]

    @property
    def _is_over(self) -> bool:
        return self._over.is_set() or time.monotonic() > self._ends

    def result(self, wanted: calls.Cell) -> str:
        """What became of a cell; waited for."""
        return self._results[wanted].result()

    def results(self) -> dict[calls.Cell, str]:
        """What became of all that went well; waited for."""
        return {
            each: result.result()
            for each, result in self._results.items()
            if result.exception() is None
        }

    def wait(self) -> None:
        """Until all is tried."""
        for each in self._lives:
            each.result()

    # In a thread of its own

    def _life(self, name: str, number: int, cells: list[calls.Cell]) -> None:
        why: BaseException = cell.NotTried()
        try:
            if not self._is_over:
                self._tries(name, number, cells)
        except BaseException as ex:
            why = ex
        for each in cells:
            if not self._results[each].done():
                self._results[each].set_exception(why)

    def _tries(self, name: str, number: int, cells: list[calls.Cell]) -> None:
        life = lives.LIVES[name]
        proxy = injector.Injector(self._sandbox.urls['mistral'])
        region = f'faults-{name.replace("_", "-")}-{number}'
        with proxy.running() as url, self._sandbox.region(region, mistral=url):
            # With a catalog that has the region.
            session = self._sandbox.session(life.user)
            heat = clients.heat(session, region)
            looker = look.Looker(
                self._sandbox.mistral(life.user), session.get_project_id()
            )
            reference = cell.Reference()

            def subject() -> subject_.Subject:
                return subject_.Subject(life, heat, looker, proxy)

            self._learn(name, subject(), reference)
            left = _Queues(cells)
            while left and not self._is_over:
                self._one_stack(cell.Tried(subject(), reference), left)

    def _learn(
        self, name: str, subject: subject_.Subject, reference: cell.Reference
    ) -> None:
        """Live once without any fault."""
        tried = cell.Tried(subject, reference)
        try:
            for operation in (
                'create',
                'show',
                'check',
                'suspend',
                'resume',
                'update',
                'update',
                'signal',
                'hear',
                'go_on',
                'go_on',
            ):
                if not subject.can(operation):
                    continue
                tried.ready_for(operation)
                self._recorded(name, operation, subject, tried.learn)
            self._recorded(name, 'delete', subject, tried.finish)
        finally:
            subject.clean_up()

    def _recorded(
        self,
        name: str,
        operation: str,
        subject: subject_.Subject,
        do: Callable[[str], None],
    ) -> None:
        subject.proxy.record()
        do(operation)
        self.seen |= {(name, operation, call) for call in subject.proxy.calls}

    def _one_stack(self, tried: cell.Tried, left: '_Queues') -> None:
        """Take a stack through as many cells as it bears."""
        subject = tried.subject
        try:
            if not self._try(tried, left.take('create')):
                return
            for operation in calls.REPEATED:
                while (each := left.take(operation)) is not None:
                    tried.ready_for(operation)
                    if not self._try(tried, each):
                        return
                    if self._is_over:
                        return
            deletion = None if self._is_over else left.take('delete')
            if deletion is not None:
                tried.ready_for('delete')
                self._try(tried, deletion)
        finally:
            subject.clean_up()

    def _try(self, tried: cell.Tried, each: calls.Cell | None) -> bool:
        """Try a cell; whether the stack is good for another one."""
        if each is None:
            assert tried.subject.create().failed is None
            return True
        result = self._results[each]
        try:
            result.set_result(tried.cell(each))
        except Exception as ex:
            traceback.print_exc()
            result.set_exception(ex)
        if self._journal is not None:
            word = None if result.exception() else result.result()
            self._journal.add(each, word)
        return result.exception() is None


class _Queues:
    """Cells that are left, by operation."""

    def __init__(self, cells: Iterable[calls.Cell]) -> None:
        self._cells = list(cells)

    def __bool__(self) -> bool:
        return bool(self._cells)

    def take(self, operation: str) -> calls.Cell | None:
        """The next one of an operation."""
        for each in self._cells:
            if each.row.operation == operation:
                self._cells.remove(each)
                return each
        return None
