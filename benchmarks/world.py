"""The cloud that is measured, and what all measurements do with it."""

import contextlib
import itertools
import pathlib
import time
from collections.abc import Iterator
from typing import Any

import heatclient.exc
import psutil

from benchmarks import harness, templates
from sandbox import Sandbox, heat_plugin, report

HERE = pathlib.Path(__file__).parent
_numbers = itertools.count(1)
UNFINISHED = 'in:IDLE,RUNNING,PAUSED,DELAYED'


class World:
    """One sandbox, on one profile, as one user."""

    def __init__(self, sandbox: Sandbox, reporter: report.Silent) -> None:
        self.sandbox = sandbox
        self.step = reporter.step
        self.heat = sandbox.heat()
        self.mistral = sandbox.mistral()
        self._session = sandbox.session()

    # Stacks

    def create(self, name: str, template: dict[str, Any]) -> str:
        """The id of a stack, once it is there."""
        return self.await_stack(self.begin(name, template), 'CREATE_COMPLETE')

    def begin(self, name: str, template: dict[str, Any]) -> str:
        """The id of a stack whose creation was accepted.

        :param name: how its name begins.
        """
        made = self.heat.stacks.create(
            stack_name=f'{name}-{next(_numbers)}',
            template=template,
            timeout_mins=240,
        )
        return made['stack']['id']

    def update(self, stack: str, template: dict[str, Any]) -> None:
        self.heat.stacks.update(stack, template=template, timeout_mins=240)
        self.await_stack(stack, 'UPDATE_COMPLETE')

    def delete(self, stack: str) -> None:
        self.heat.stacks.delete(stack)
        self.await_stack(stack, 'DELETE_COMPLETE')

    def await_stack(self, stack: str, wanted: str, patience=14_400) -> str:
        """Wait for a stack's status; return the stack's id.

        :raises RuntimeError: if it comes to another one.
        """
        ends = time.monotonic() + patience
        status = 'IN_PROGRESS'
        while status.endswith('IN_PROGRESS') and time.monotonic() < ends:
            time.sleep(0.1)
            found = self.heat.stacks.get(stack, resolve_outputs=False)
            status = found.stack_status
        if status != wanted:
            raise RuntimeError(f'{status}: {found.stack_status_reason}')
        return stack

    @contextlib.contextmanager
    def stack(self, name: str, template: dict[str, Any]) -> Iterator[str]:
        """A stack for the length of a with block; gives its id."""
        made = self.begin(name, template)
        try:
            yield self.await_stack(made, 'CREATE_COMPLETE')
        finally:
            self.heat.stacks.delete(made)
            # The in-tree plugin cannot delete one with many signals.
            with contextlib.suppress(
                RuntimeError, heatclient.exc.HTTPException
            ):
                self.await_stack(made, 'DELETE_COMPLETE')

    def output(self, stack: str, name: str) -> Any:
        """An output of a stack.

        :raises RuntimeError: if it is an error.
        """
        shown = self.heat.stacks.output_show(stack, name)['output']
        if 'output_error' in shown:
            raise RuntimeError(shown['output_error'])
        return shown['output_value']

    # Signals

    def alarm(self, stack: str) -> harness.Sender:
        """POSTs to the alarm_url of a stack."""
        return harness.Sender(self.output(stack, templates.URL), 200, {}, {})

    def bare(self, workflow: str) -> harness.Sender:
        """POSTs of executions to Mistral, as signals make them."""
        return harness.Sender(
            self.sandbox.urls['mistral'] + '/v2/executions',
            201,
            {'workflow_id': workflow, 'input': '{}', 'params': '{}'},
            {'X-Auth-Token': self._session.get_token()},
        )

    def settle(self) -> None:
        """Wait until Mistral has nothing to do.

        The in-tree plugin answers before it has asked Mistral: no new run may
        have come for a while.
        """
        last = None
        while True:
            newest = self._executions(sort_keys='created_at', sort_dirs='desc')
            running = self._executions(state=UNFINISHED)
            if not running and newest == last:
                return
            last = newest
            time.sleep(0.7)

    def _executions(self, **query: Any) -> list[str]:
        rows = self.mistral.executions.list(
            limit=1, fields=['id', 'created_at'], **query
        )
        return [row.id for row in rows]

    # The engine

    def engine_memory(self) -> dict[str, float]:
        """Resident memory of Heat's engines in MiB, with their workers."""
        return {
            name: round(_resident(each.pid) / 2**20, 1)
            for name, each in self.sandbox.service('heat').processes.items()
            if name == 'heat' or name.startswith('heat-engine')
        }


def _resident(pid: int) -> int:
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in family)


@contextlib.contextmanager
def running(
    directory: str, profile: str, reporter: report.Silent
) -> Iterator[World]:
    """A cloud for the length of a with block; nothing of it is left."""
    sandbox = Sandbox(directory, profile=profile, reporter=reporter)
    dirs = heat_plugin.settings()['plugin_dirs']
    try:
        sandbox.start(plugin_dirs=[*dirs, str(HERE / 'heat_plugin')])
        yield World(sandbox, reporter)
    finally:
        sandbox.remove()
