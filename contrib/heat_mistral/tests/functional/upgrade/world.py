"""Where stacks of two releases live: who runs what, and what is left."""

import contextlib
import queue
import threading
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from heatclient import exc as heat_exc
from keystoneclient.v3 import client as keystone_client
from mistralclient.api import base as mistral_base

from heat_mistral.tests.functional.support.stacks import (
    Stack,
    Stacks,
    eventually,
)
from heat_mistral.tests.functional.support.templates import NOOP
from heat_mistral.tests.functional.upgrade.lost_replies import LostReplies
from sandbox.tests import helpers

# Many stacks are made at a time.
PATIENCE = 180  # seconds
# It tells who runs it, and waits for somebody where it is told to.
_STEP = """
version: '2.0'
%s:
  input: [tell, of, wait: false, text: '']
  output:
    of: <%% $.of %%>
    text: <%% $.text %%>
    resource_id: <%% $.of %%>
    before: <%% env().get(heat_extresource_data, {}).get(of) %%>
  tasks:
    tell:
      action: std.http
      input: {method: POST, url: <%% $.tell %%>,
              body: {of: <%% $.of %%>, execution: <%% execution().id %%>}}
      on-success: [{wait: <%% $.wait %%>}]
    wait: {action: std.async_noop}
"""


@contextlib.contextmanager
def opened(sandbox: Any) -> Iterator['World']:
    """A world that is empty, and is emptied at the end."""
    prefix = f'upgrade-{uuid.uuid4().hex[:6]}'
    proxy = LostReplies(sandbox.urls['mistral'])
    with (
        helpers.receiver() as (url, told),
        proxy.running() as mistral,
        sandbox.region(prefix, mistral=mistral) as heat,
    ):
        world = World(sandbox, prefix, Told(url, told), proxy, heat)
        try:
            yield world
        finally:
            world.clean_up()


class Told:
    """Which executions have told that they run.

    :ivar url: where they tell it.
    """

    def __init__(self, url: str, told: 'queue.Queue[dict[str, str]]') -> None:
        self.url = url
        self._told = told
        self._read: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def executions(self, of: str) -> list[str]:
        """Ids of those that are this one's, as often as they have told."""
        with self._lock:
            with contextlib.suppress(queue.Empty):
                while True:
                    body = self._told.get_nowait()
                    self._read.append((body['of'], body['execution']))
            return [identifier for who, identifier in self._read if who == of]


class World:
    """One Heat and one Mistral, in which all names begin with the same word.

    :ivar step: name of a workflow that belongs to no stack.
    :ivar step_id: its id.
    :ivar stacks: those that older code has made, by what they are for.
    :ivar before: what there was of those that were at rest then.
    :ivar proxy: what loses replies of Mistral.
    :ivar heat_with_proxy: a client for stacks to which that happens.
    """

    def __init__(
        self,
        sandbox: Any,
        prefix: str,
        told: Told,
        proxy: LostReplies,
        heat_with_proxy: Any,
    ) -> None:
        self.mistral = sandbox.mistral()
        self.proxy = proxy
        self.heat_with_proxy = heat_with_proxy
        self.prefix = prefix
        self.step = f'{prefix}-step'
        self.stacks: dict[str, Stack] = {}
        self.before: dict[str, Any] = {}
        self._sandbox = sandbox
        self._told = told
        self._started: list[Stack] = []
        self._strangers = {self.step}
        (made,) = self.mistral.workflows.create(_STEP % self.step)
        self.step_id = made.id

    # What is made

    def start(
        self, name: str, template: Mapping[str, Any], heat: Any = None
    ) -> Stack:
        """Begin to create a stack."""
        return self._keep(
            Stacks(heat or self._sandbox.heat()).start(
                template, name=f'{self.prefix}-{name}'
            )
        )

    def start_adopt(self, abandoned: dict[str, Any]) -> Stack:
        """Begin to adopt a stack."""
        return self._keep(Stacks(self._sandbox.heat()).start_adopt(abandoned))

    def _keep(self, stack: Stack) -> Stack:
        self._started.append(stack)
        return stack

    def add_strangers_workflow(self, name: str) -> None:
        """Somebody else makes a workflow."""
        self._strangers.add(name)
        self.mistral.workflows.create(f"version: '2.0'\n{name}: {NOOP}")

    # Runs

    def given(self, of: str, **more: Any) -> dict[str, Any]:
        """The input of a run of the step.

        :param of: what the run is of.
        :param more: text, and whether it waits.
        """
        return {'tell': self._told.url, 'of': of, **more}

    def begun(self, of: str) -> list[str]:
        """Ids of the executions that are of this."""
        return self._told.executions(of)

    def waiting(self, of: str) -> Any:
        """The only execution that is of this; waited for."""
        (identifier,) = eventually(
            lambda: self.begun(of), f'a run of {of}', PATIENCE
        )
        return self.mistral.executions.get(identifier)

    def runs(self, stack: Stack) -> dict[str, Any]:
        """Executions that the stack or its schedules began, by id."""
        return {
            run.id: run
            for run in self._executions()
            if run.workflow_name.startswith(stack.name)
            or stack.id in (run.description or '')
        }

    def _executions(self) -> list[Any]:
        return self.mistral.executions.list(
            workflow_name=f'has:{self.prefix}',
            nulls='task_execution_id',
            fields=['id', 'workflow_name', 'state', 'description'],
        )

    # What is there

    def workflows(self) -> dict[str, str]:
        """Ids by name, strangers' included."""
        return {
            found.name: found.id
            for found in self.mistral.workflows.list()
            if found.name.startswith(self.prefix)
        }

    def triggers(self, stack: Stack) -> dict[str, Any]:
        """The stack's cron triggers by resource."""
        return {
            row.name[len(stack.name) + 1 :].rpartition('-')[0]: row
            for row in self._triggers()
            if row.name.startswith(f'{stack.name}-')
        }

    def _triggers(self) -> list[Any]:
        return [
            row
            for row in self.mistral.cron_triggers.list()
            if row.name.startswith(self.prefix)
        ]

    def signers(self, stack: Stack) -> list[Any]:
        """Users that sign for the stack, and the project that they are in."""
        keystone = keystone_client.Client(
            session=self._sandbox.session('admin')
        )
        (domain,) = keystone.domains.list(name='heat')
        return [
            user
            for user in keystone.users.list(domain=domain)
            if user.name.startswith(f'{stack.name}-')
        ] + [
            project
            for project in keystone.projects.list(domain=domain)
            # Heat cuts the end of the stack's id off.
            if stack.id[:24] in project.name
        ]

    # The end

    def remove_stacks(self) -> None:
        """Delete all stacks, though runs may wait for somebody."""
        self.proxy.calm()
        for trigger in self._triggers():
            if trigger.name.endswith('-theirs'):
                self.mistral.cron_triggers.delete(trigger.id)
        left = [s for s in self._started if s.status != 'DELETE_COMPLETE']
        for stack in left:
            with contextlib.suppress(heat_exc.HTTPException):
                stack.heat.stacks.delete(stack.id)
        for stack in left:
            eventually(
                lambda stack=stack: self._is_at_its_end(stack),
                f'the deletion of {stack.name}',
                PATIENCE,
            )

    def _is_at_its_end(self, stack: Stack) -> bool:
        for run in self.runs(stack).values():
            if run.state == 'RUNNING':
                with contextlib.suppress(mistral_base.APIException):
                    self._finish(run)
        return not stack.status.endswith('IN_PROGRESS')

    def _finish(self, run: Any) -> None:
        for task in self.mistral.tasks.list(run.id):
            for action in self.mistral.action_executions.list(task.id):
                if action.state == 'RUNNING':
                    self.mistral.action_executions.update(
                        action.id, state='SUCCESS', output='{}'
                    )

    def check_empty(self) -> None:
        """Nothing is there of what the stacks have made."""
        assert self.workflows().keys() <= self._strangers
        assert [row.name for row in self._triggers()] == []
        assert [
            run.id
            for run in self._executions()
            if 'triggered_by' in (run.description or '')
        ] == []
        assert [
            found.name
            for stack in self._started
            for found in self.signers(stack)
        ] == []

    def clean_up(self) -> None:
        """Leave nothing, whatever there is, and whosoever has made it."""
        try:
            self.remove_stacks()
        finally:
            for trigger in self._triggers():
                self.mistral.cron_triggers.delete(trigger.id)
            for run in self._executions():
                self.mistral.executions.delete(run.id, force=True)
            for identifier in self.workflows().values():
                self.mistral.workflows.delete(identifier)
