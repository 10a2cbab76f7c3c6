"""Runs of actions, which an action must outlive.

Mistral looks an action up once more when a run of it ends. If it is not there
any more, the run stays RUNNING for ever, and so does its workflow.
"""

import time
from collections.abc import Callable, Iterable

from heat_mistral.mistral_api.api import MistralApi

#: Seconds between two looks.
_INTERVAL = 1.0
#: Looks, until runs that a workflow may have left over are looked for.
_PATIENCE = 60


def of(api: MistralApi, names: Iterable[str]) -> dict[str, int]:
    """How many runs of each action have not ended, in all projects that
    the user may see; actions without any are left out.
    """
    counted = {
        name: len(api.action_executions.running(name, everybodys=True))
        for name in names
    }
    return {name: count for name, count in counted.items() if count}


def wait(
    api: MistralApi, names: Iterable[str], on_wait: Callable[[str], None]
) -> str | None:
    """Wait until no action of these has a run that has not ended.

    :param on_wait: called with what is waited for, now and then.
    :returns: None; or which run is not waited for any longer, since a
        workflow has left it over.
    """
    left = of(api, names)
    looks = 0
    while left:
        on_wait(told(left))
        time.sleep(_INTERVAL)
        looks += 1
        left = of(api, left)
        if looks % _PATIENCE == 0:
            found = _left_over(api, left)
            if found is not None:
                return found
    return None


def _left_over(api: MistralApi, names: Iterable[str]) -> str | None:
    """A run whose workflow has ended, told to a person, or None.

    A cancelled workflow leaves the runs of its actions as they are: one that
    waits for an answer from outside may do so for ever.
    """
    runs = api.action_executions
    for name in names:
        for run in runs.running(name, everybodys=True):
            if runs.end_of_workflow(run) is not None:
                return (
                    f'action execution {run.id} of {name} goes on though its '
                    f'workflow {run.workflow_name} has ended, and may never '
                    f'end'
                )
    return None


def told(counted: dict[str, int]) -> str:
    """``demo.a (2 runs), demo.b (1 run)``."""
    return ', '.join(
        f'{name} ({count} run{"s" if count > 1 else ""})'
        for name, count in sorted(counted.items())
    )
