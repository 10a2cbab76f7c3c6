"""States of executions and tasks, as Mistral names them.

Mistral's ``workflow/states.py``. ``GET /tasks`` adds SKIPPED to those of an
execution.
"""

IDLE, RUNNING, PAUSED, SUCCESS, ERROR, CANCELLED = (
    'IDLE',
    'RUNNING',
    'PAUSED',
    'SUCCESS',
    'ERROR',
    'CANCELLED',
)
DELAYED, SKIPPED = 'DELAYED', 'SKIPPED'
#: States that an execution does not leave by itself.
FINISHED = (SUCCESS, ERROR, CANCELLED)
#: States that an execution may leave, or may be made to leave.
UNFINISHED = (IDLE, RUNNING, PAUSED)
#: Of a task: it has ended as it should.
TASK_DONE = (SUCCESS, SKIPPED)
#: Of a task: it has ended, and not as it should.
TASK_FAILED = (ERROR, CANCELLED)
#: Of a task: it is under way.
TASK_RUNNING = (RUNNING, DELAYED, PAUSED)
