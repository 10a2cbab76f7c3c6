"""The executions of a stack, as Mistral has them; some wait to be ended."""

import contextlib

from heat_mistral.tests.functional.support.stacks import eventually


@contextlib.contextmanager
def workflows(mistral, text):
    """Workflows that somebody else keeps, for the length of a with block."""
    made = mistral.workflows.create(text)
    try:
        yield
    finally:
        for workflow in made:
            mistral.workflows.delete(workflow.id)


def runs(mistral, stack, name=''):
    """Top-level executions that the stack has started.

    :param name: what the workflow's name ends with.
    """
    return [
        run
        for run in mistral.executions.list(
            description=f'has:{stack.id}', nulls='task_execution_id'
        )
        if run.workflow_name.endswith(name)
    ]


def going(mistral, stack, name=''):
    """The one run that goes on; waited for."""
    (run,) = eventually(
        lambda: [
            run for run in runs(mistral, stack, name) if run.state == 'RUNNING'
        ],
        f'a run of {name or stack.name}',
    )
    return run


def finish(mistral, run):
    """Let a run's task ``wait`` succeed, as its system would."""
    task = eventually(
        lambda: next(
            (
                task
                for task in mistral.tasks.list(run.id)
                if task.name == 'wait'
            ),
            None,
        ),
        'the task',
    )
    (action,) = eventually(
        lambda: mistral.action_executions.list(task.id), 'the action'
    )
    mistral.action_executions.update(action.id, state='SUCCESS', output='{}')
