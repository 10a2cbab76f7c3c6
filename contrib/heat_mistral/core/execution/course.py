"""Which tasks of a run may still come.

Told from what runs and from what the definition lets follow it, whatever the
conditions are. Mistral begins what follows a task in the transaction that
marks it as processed (mistral/engine/tasks.py, complete): after one that is,
all has come that ever will, but for what waits behind a ``pause``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from heat_mistral.core.execution import states

#: What has to be known of each task.
FIELDS = ('name', 'state', 'processed')

_SUCCESS, _ERROR, _COMPLETE, _SKIP = (
    'on-success',
    'on-error',
    'on-complete',
    'on-skip',
)
# What may follow a task that has not ended: only a person skips one.
_UNKNOWN = (_SUCCESS, _ERROR, _COMPLETE)
_AFTER = {
    states.SUCCESS: (_SUCCESS, _COMPLETE),
    states.ERROR: (_ERROR, _COMPLETE),
    states.CANCELLED: (),
    # Where nothing is said for it, what follows a success.
    states.SKIPPED: (_SKIP, _SUCCESS),
}
_PAUSE = 'pause'

_Tasks = Mapping[str, Mapping[str, list[str]]]


class Course:
    """The tasks that a definition has, and what may follow each."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        """Read what ``core.definition.tasks_of_run`` gives."""
        self._certain = kept.get('all')
        self._tasks: _Tasks = kept.get('tasks', {})
        self._defaults: Mapping[str, list[str]] = kept.get('defaults', {})
        self._workflows = frozenset(kept.get('workflows', ()))

    def to_come(self, seen: Iterable[Mapping[str, Any]]) -> set[str]:
        """Names of the tasks that may come and have not been seen.

        :param seen: of each task that has been, what ``FIELDS`` names.
        """
        rows = list(seen)
        names = {row['name'] for row in rows}
        if self._certain is not None:
            return set(self._certain) - names
        walk = self._walk()
        if not rows:
            walk.waiting += self._starts()
        for row in rows:
            self._go_on(walk, row)
        walk.run()
        return walk.reached - names

    def workflows(self, names: set[str]) -> int:
        """How many of these tasks run workflows of their own."""
        return len(names & self._workflows)

    def _walk(self) -> '_Walk':
        return _Walk(self._tasks, self._defaults)

    def _starts(self) -> set[str]:
        """Mistral begins with the tasks that nothing leads to."""
        leading = self._walk()
        for name in self._tasks:
            leading.follow(name, (*_UNKNOWN, _SKIP))
        return self._tasks.keys() - set(leading.waiting)

    def _go_on(self, walk: '_Walk', row: Mapping[str, Any]) -> None:
        """Add what may still follow a task that there is."""
        state = row['state']
        after = self._walk()
        after.follow(row['name'], _AFTER.get(state, _UNKNOWN))
        is_over = state in _AFTER and row.get('processed')
        if not is_over or _PAUSE in after.waiting:
            walk.waiting += after.waiting


class _Walk:
    """From task to task; what all have by default is gone to once."""

    def __init__(
        self, tasks: _Tasks, defaults: Mapping[str, list[str]]
    ) -> None:
        self.reached: set[str] = set()
        self.waiting: list[str] = []
        self._tasks = tasks
        self._defaults = defaults
        # Who went on first by the default of a kind. Nobody is sent to
        # himself by default: the next one may still be sent to him.
        self._first: dict[str, str] = {}
        self._done: set[str] = set()

    def follow(self, name: str, kinds: Iterable[str]) -> None:
        """Go on from a task by clauses of these kinds."""
        own = self._tasks.get(name, {})
        for kind in kinds:
            if kind in own:
                self.waiting += own[kind]
            elif kind in self._defaults and kind not in self._done:
                self._by_default(name, kind)

    def run(self) -> None:
        """Go on until nothing is left that has not been reached."""
        while self.waiting:
            name = self.waiting.pop()
            if name in self._tasks and name not in self.reached:
                self.reached.add(name)
                self.follow(name, _UNKNOWN)

    def _by_default(self, name: str, kind: str) -> None:
        targets = self._defaults[kind]
        first = self._first.setdefault(kind, name)
        if first == name:
            self.waiting += [each for each in targets if each != name]
            return
        self._done.add(kind)
        if first in targets:
            self.waiting.append(first)
