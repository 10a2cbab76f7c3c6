"""A stack whose calls can be made to fail, and what a user does with it."""

import dataclasses
import uuid
from typing import Any

from heatclient import exc as heat_exc

from heat_mistral.tests.functional.faults import injector, lives, look
from heat_mistral.tests.functional.support import stacks

PATIENCE = 300  # seconds; the machine may be busy


@dataclasses.dataclass
class Outcome:
    """How an operation ended.

    :ivar failed: the reason, if it did.
    :ivar status: of the answer to a signal.
    :ivar errors: of outputs that could not be shown.
    """

    failed: str | None = None
    status: int = 200
    errors: tuple[str, ...] = ()


class Subject:
    """A stack whose calls can be made to fail."""

    def __init__(
        self,
        life: lives.Life,
        heat: Any,
        looker: look.Looker,
        proxy: injector.Injector,
    ) -> None:
        self._life = life
        self._made = stacks.Stacks(heat)
        self.looker = looker
        self.proxy = proxy
        self.number = uuid.uuid4().hex[:10]
        self.stack: stacks.Stack | None = None
        self.changed = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What no other stack has in its names."""
        return (f'faults-{self.number}', self.number)

    def template(self) -> dict[str, Any]:
        """The one that the stack has, or is to have."""
        make = self._life.second if self.changed else self._life.first
        return make(self.number)

    def can(self, operation: str) -> bool:
        """Whether a stack of this life has what an operation is about."""
        workflow = self.template()['resources'].get('w')
        if operation == 'signal':
            return workflow is not None and not self._life.has_switch
        if operation == 'hear':
            return workflow is not None and (
                'notify' in workflow['properties']
            )
        return operation != 'go_on' or self._life.has_switch

    # What some operations need before them

    def be_heard(self) -> None:
        """Let a run end, and Mistral tell that itself."""
        assert self.signal() == Outcome()
        stacks.eventually(
            lambda: self.looker.notification(self.marks), 'the end', PATIENCE
        )
        url, body = self._notification()
        stacks.eventually(
            lambda: any(
                body['id'] in (text or '') and 'has succeeded' in text
                for text in self._is_here().events('w')
            ),
            'the event',
            PATIENCE,
        )

    def fail(self) -> None:
        """Let an update fail for its run, which could go on now."""
        self._switch('std.fail')
        assert self.update().failed
        self._switch('std.noop')

    def _switch(self, base: str) -> None:
        self.looker.switch(lives.switch(self.number), base)

    def _notification(self) -> tuple[str, Any]:
        found = self.looker.notification(self.marks)
        assert found is not None
        return found

    # Operations: each is begun, and then ends

    def create(self) -> Outcome:
        if self._life.has_switch:
            self._switch('std.noop')
        self.stack = self._made.start(self.template(), name=self.marks[0])
        return self._ended()

    def update(self) -> Outcome:
        self.changed = not self.changed
        return self.update_again()

    def update_again(self) -> Outcome:
        self._is_here().heat.stacks.update(
            self._is_here().id, template=self.template(), files={}
        )
        return self._ended()

    def check(self) -> Outcome:
        return self._act('check')

    def suspend(self) -> Outcome:
        return self._act('suspend')

    def resume(self) -> Outcome:
        return self._act('resume')

    def signal(self) -> Outcome:
        try:
            self._is_here().signal('w')
        except heat_exc.HTTPException as ex:
            return Outcome(failed=str(ex), status=ex.code)
        return Outcome()

    def hear(self) -> Outcome:
        answer = stacks.post(*self._notification())
        failed = None if answer.ok else answer.text
        return Outcome(failed=failed, status=answer.status_code)

    def go_on(self) -> Outcome:
        return self.update_again()

    def show(self) -> Outcome:
        shown = self._is_here().heat.stacks.get(self._is_here().id)
        return Outcome(
            errors=tuple(
                output['output_error']
                for output in shown.outputs
                if output.get('output_error')
            )
        )

    def delete(self) -> Outcome:
        try:
            self._is_here().delete(PATIENCE)
        except stacks.Failed as ex:
            return Outcome(failed=str(ex))
        return Outcome()

    def clean_up(self) -> None:
        self.proxy.calm()
        self._made.clean_up()
        if self._life.has_switch:
            self.looker.remove_switch(lives.switch(self.number))

    def told(self) -> bool:
        """Whether an event tells that Mistral does not do as it should."""
        return self.stack is not None and any(
            'trying again' in (event.resource_status_reason or '')
            for event in self.stack.heat.events.list(
                self.stack.id, event_args={'limit': 200}
            )
        )

    def _is_here(self) -> stacks.Stack:
        assert self.stack is not None
        return self.stack

    def _act(self, action: str) -> Outcome:
        getattr(self._is_here().heat.actions, action)(self._is_here().id)
        return self._ended()

    def _ended(self) -> Outcome:
        stack = self._is_here()

        def ended() -> Any:
            found = stack.heat.stacks.get(stack.id, resolve_outputs=False)
            over = not found.stack_status.endswith('IN_PROGRESS')
            return found if over else None

        found = stacks.eventually(ended, f'an end of {stack.name}', PATIENCE)
        good = found.stack_status.endswith('COMPLETE')
        return Outcome(None if good else found.stack_status_reason)
