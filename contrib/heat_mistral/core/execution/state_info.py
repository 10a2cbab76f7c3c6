"""An execution's ``state_info`` in one line: which task failed, and why.

Mistral's own is the traceback of an engine's error, or a report of all tasks
that failed, each with the report of its sub-workflows in it, twice. A report
is read from its first line down to the task that has no other below it::

    Failure caused by error in tasks: call

      call [task_ex_id=5e...] -> Failure caused by error in tasks: boom

      boom [task_ex_id=56...] -> The action raised an exception [...]

What has another shape is told by its first line (mistral/engine/workflows.py,
_build_fail_info_message).
"""

from heat_mistral.core.execution import outcome

# As much as is looked at, in characters; a report may be a mebibyte.
_READ = 16 * 1024
_LONGEST = 1000
# Workflows may run each other; a chain of this many names is no longer read.
_DEEPEST = 10
# How many are named that failed beside the first.
_OTHERS = 5

_REPORT = 'Failure caused by error in tasks: '
_ITEMS = 'One or more actions had failed.'
_ITEM = ('\n    [action_ex_id=', '\n    [wf_ex_id=')
_ENGINE = 'Failed to run task ['
_COMPLETING = 'Failed to check and complete ['


def readable(state_info: str | None) -> str | None:
    """What to show of it; None where there is none."""
    if not isinstance(state_info, str):
        return state_info
    report = _Report(state_info[:_READ])
    report.read()
    why = outcome.message(report.line)
    if report.line.startswith(_COMPLETING):
        why = report.line.partition(']: ')[2]
    if report.tasks:
        where = f'failed in task {" > ".join(report.tasks)}'
        if report.others:
            where = f'{where} (and in {", ".join(report.others)})'
        why = f'{where}: {why}' if why else where
    return why[:_LONGEST]


class _Report:
    """Goes through a report, from line to line that tells more.

    :ivar tasks: the task that failed, and those below it that made it fail.
    :ivar others: what failed beside the first of them.
    :ivar line: what is told of the last of them.
    """

    def __init__(self, text: str) -> None:
        self.tasks: list[str] = []
        self.others: list[str] = []
        self.line = ''
        self._text = text.strip()
        self._end = 0

    def read(self) -> None:
        self._go_to(0)
        while len(self.tasks) < _DEEPEST:
            if self.line.startswith(_REPORT):
                self._take_tasks(self.line.removeprefix(_REPORT).split(', '))
            elif self.line == _ITEMS:
                items = [self._text.find(sign, self._end) for sign in _ITEM]
                first = min((at for at in items if at >= 0), default=-1)
                if first < 0:
                    return
                self._go_after(']: ', first)
            else:
                break
        if self.line.startswith(_ENGINE) and ', task=' in self.line:
            name = self.line.rpartition(', task=')[2]
            self.tasks.append(name.removesuffix(':').removesuffix(']'))

    def _take_tasks(self, failed: list[str]) -> None:
        if not self.tasks:
            self.others = failed[1 : 1 + _OTHERS]
        self.tasks.append(failed[0])
        at = self._text.find(f'\n  {failed[0]} [task_ex_id=', self._end)
        if at < 0:
            self.line = ''
        else:
            self._go_after('] -> ', at)

    def _go_after(self, sign: str, start: int) -> None:
        at = self._text.find(sign, start)
        if at < 0:
            self.line = ''
        else:
            self._go_to(at + len(sign))

    def _go_to(self, start: int) -> None:
        end = self._text.find('\n', start)
        self._end = len(self._text) if end < 0 else end
        self.line = self._text[start : self._end].strip()
