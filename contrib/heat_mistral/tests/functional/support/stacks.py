"""Stacks as a user makes them: templates, signals, outputs, events."""

import contextlib
import itertools
import json
import pathlib
import textwrap
import time
import uuid
from typing import Any

import requests
from heatclient import exc as heat_exc
from heatclient.common import template_utils

EXAMPLES = pathlib.Path(__file__).parents[5] / 'examples'
# Seconds, on a machine that is busy with other tests.
TIMEOUT = 180


def eventually(condition, what: str, timeout: float = TIMEOUT) -> Any:
    """The first true value of ``condition()``; asked again until then."""
    ends = time.monotonic() + timeout
    for pause in itertools.chain((0.05, 0.1), itertools.repeat(0.2)):
        value = condition()
        if value:
            return value
        if time.monotonic() > ends:
            raise AssertionError(f'waited {timeout} s for {what}')
        time.sleep(pause)
    raise AssertionError('unreachable')


def _plain(template: Any) -> Any:
    """A template as text, or as the map that it stands for."""
    return textwrap.dedent(template) if isinstance(template, str) else template


class Failed(Exception):
    """The stack's action failed, for the reason in the message."""


class Stack:
    """One stack."""

    def __init__(self, heat, stack_id: str, name: str) -> None:
        self.heat = heat
        self.id = stack_id
        self.name = name

    @property
    def status(self) -> str:
        """Its status; DELETE_COMPLETE also where Heat has forgotten it."""
        try:
            return self.heat.stacks.get(
                self.id, resolve_outputs=False
            ).stack_status
        except heat_exc.HTTPNotFound:
            return 'DELETE_COMPLETE'

    def wait(self, action: str, timeout: float = TIMEOUT) -> 'Stack':
        """Until the action has ended.

        :param timeout: seconds.
        :raises Failed: if it did not end well.
        """

        def ended():
            stack = self.heat.stacks.get(self.id, resolve_outputs=False)
            status = stack.stack_status
            return (
                stack
                if status
                in (
                    f'{action}_COMPLETE',
                    f'{action}_FAILED',
                    'ROLLBACK_COMPLETE',
                    'ROLLBACK_FAILED',
                )
                else None
            )

        stack = eventually(ended, f'{action} of {self.name}', timeout)
        if stack.stack_status != f'{action}_COMPLETE':
            raise Failed(stack.stack_status_reason)
        return self

    def update(
        self, template: Any, files: dict[str, str] | None = None, **fields: Any
    ) -> 'Stack':
        self.heat.stacks.update(
            self.id, template=_plain(template), files=files or {}, **fields
        )
        return self.wait('UPDATE')

    def act(self, action: str) -> 'Stack':
        """Check, suspend or resume it.

        :raises Failed: if it did not end well.
        """
        getattr(self.heat.actions, action)(self.id)
        return self.wait(action.upper())

    def snapshot(self) -> str:
        """Take a snapshot.

        :returns: its id.
        """
        taken = self.heat.stacks.snapshot(self.id)['id']

        def complete():
            found = self.heat.stacks.snapshot_show(self.id, taken)
            return found['snapshot']['status'] == 'COMPLETE'

        eventually(complete, 'the snapshot')
        return taken

    def abandon(self) -> dict[str, Any]:
        """Let the stack go; what it was made of stays."""
        abandoned = self.heat.stacks.abandon(self.id)

        def gone():
            try:
                self.heat.stacks.get(self.name, resolve_outputs=False)
            except heat_exc.HTTPNotFound:
                return True
            return False

        eventually(gone, f'the end of {self.name}')
        return abandoned

    def delete(self, timeout: float = TIMEOUT) -> None:
        """Delete the stack, if it is still there.

        :param timeout: seconds.
        :raises Failed: if it cannot be deleted.
        """
        # Heat answers 400 to a second deletion just after the first.
        if self.status == 'DELETE_COMPLETE':
            return
        with contextlib.suppress(heat_exc.HTTPNotFound):
            self.heat.stacks.delete(self.id)
        self.wait_deleted(timeout)

    def wait_deleted(self, timeout: float = TIMEOUT) -> None:
        """Until the stack is gone.

        :param timeout: seconds.
        :raises Failed: if it cannot be deleted.
        """

        def gone():
            now = self.status
            if now == 'DELETE_FAILED':
                raise Failed(
                    self.heat.stacks.get(
                        self.id, resolve_outputs=False
                    ).stack_status_reason
                )
            return now == 'DELETE_COMPLETE'

        eventually(gone, f'deletion of {self.name}', timeout)

    def output(self, key: str) -> Any:
        """An output's value.

        :raises Failed: with the output's error, if it has one.
        """
        output = self.heat.stacks.output_show(self.id, key)['output']
        if output.get('output_error'):
            raise Failed(output['output_error'])
        return output['output_value']

    def attribute(self, resource: str, name: str) -> Any:
        """A resource's attribute, as ``resource show --with-attr`` has it."""
        return self.heat.resources.get(
            self.id, resource, with_attr=[name]
        ).attributes[name]

    def nested(self, resource: str) -> 'Stack':
        """The stack that a resource is."""
        return Stack(self.heat, self.data_id(resource), resource)

    def signal(self, resource: str, body: Any = None) -> None:
        self.heat.resources.signal(self.id, resource, data=body)

    def events(self, resource: str) -> list[str]:
        return [
            event.resource_status_reason
            for event in self.heat.events.list(self.id, resource)
        ]

    def data_id(self, resource: str) -> str:
        return self.heat.resources.get(self.id, resource).physical_resource_id


def post(url: str, body: Any = None) -> requests.Response:
    """POST to an alarm_url as Aodh's notifier does."""
    return requests.post(url, json=body, timeout=TIMEOUT)


class Stacks:
    """Makes stacks and keeps track of them."""

    def __init__(self, heat) -> None:
        """Keep track of none so far.

        :param heat: heatclient of the user who makes them.
        """
        self.heat = heat
        self._made: list[Stack] = []

    def start(
        self,
        template: Any,
        files: dict[str, str] | None = None,
        name: str | None = None,
        **fields: Any,
    ) -> Stack:
        """Begin to create a stack."""
        name = name or f'test-{uuid.uuid4().hex[:8]}'
        made = self.heat.stacks.create(
            stack_name=name,
            template=_plain(template),
            files=files or {},
            **fields,
        )
        stack = Stack(self.heat, made['stack']['id'], name)
        self._made.append(stack)
        return stack

    def all(self) -> list[Stack]:
        """Those that were made, in their order."""
        return list(self._made)

    def create(self, template: Any, **fields: Any) -> Stack:
        return self.start(template, **fields).wait('CREATE')

    def start_adopt(
        self, abandoned: dict[str, Any], name: str | None = None
    ) -> Stack:
        """Begin to make a stack of what ``abandon`` gave."""
        name = name or abandoned['name']
        made = self.heat.stacks.create(
            stack_name=name, adopt_stack_data=json.dumps(abandoned)
        )
        stack = Stack(self.heat, made['stack']['id'], name)
        self._made.append(stack)
        return stack

    def create_example(
        self, name: str, file: str = 'template.yaml', /, **parameters: Any
    ) -> Stack:
        """A stack of an example, its files fetched as the CLI does."""
        files, template = template_utils.get_template_contents(
            str(EXAMPLES / name / file)
        )
        stack_name = f'test-{uuid.uuid4().hex[:8]}'
        made = self.heat.stacks.create(
            stack_name=stack_name,
            template=template,
            files=files,
            parameters=parameters,
        )
        stack = Stack(self.heat, made['stack']['id'], stack_name)
        self._made.append(stack)
        return stack.wait('CREATE')

    def clean_up(self, but: Stack | None = None) -> None:
        """Delete all stacks, or all but one."""
        # What came later may use what was there before.
        for stack in reversed(self._made):
            if stack is not but:
                stack.delete()
