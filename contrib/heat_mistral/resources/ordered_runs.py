"""Which run serves which order of the stack's.

Beside the last run itself two things are recorded: what create and update
were last asked for and have brought about; and which run is a matter of the
past, since something came after it. So a run of an attempt whose engine died
is told from one of an earlier action of the same kind.
"""

from heat_mistral.resources import recorded, running

# What create and update were asked for when they ended well; '' from when an
# update asks for something until that has ended well.
_APPLIED = 'applied'
_PASSED = 'passed'


class OrderedRuns(running.Running):
    """The runs of one resource, in the order of the stack's actions."""

    def is_for(self, action: str, asked: str) -> bool:
        """Whether the last run is of an attempt at the very same thing.

        :param asked: what is asked for, as in ``Run.asked``.
        """
        last = self.last
        if last is None or self.is_past:
            return False
        return last.asked == asked and (
            last.action == action
            or {last.action, action} <= set(recorded.MAIN))

    @property
    def is_past(self) -> bool:
        """Whether something has come after the last run."""
        last = self.last
        return last is not None and last.id == self._rsrc.data().get(_PASSED)

    def begin_update(self) -> None:
        """Tell what comes now from an attempt that has to be finished.

        One at creating or updating has, where that did not end well; and so
        has a run that goes on, as in a stack that was adopted meanwhile.
        """
        rsrc = self._rsrc
        if not self.under_way and (
                rsrc.status == rsrc.COMPLETE
                or self.succeeded and rsrc.action not in recorded.MAIN):
            self.pass_over()

    def pass_over(self) -> None:
        """The last run is no attempt at what comes from now on."""
        last = self.last
        if last is not None and not self.is_past:
            self._rsrc.data_set(_PASSED, last.id)

    def blame(self) -> None:
        if not self.is_past:
            super().blame()

    def is_applied(self) -> bool:
        """Whether the resource has once been created, and is still there.

        It may not be where a deletion has begun a run and did not end well.
        """
        last = self.last
        return _APPLIED in self._rsrc.data() and (
            last is None or last.action != self._rsrc.DELETE
            or self.state == recorded.REFUSED or not self.is_begun())

    def is_applied_as(self, asked: str) -> bool:
        """Whether this is what create or update brought about last."""
        return self._rsrc.data().get(_APPLIED) == asked

    def applying(self, action: str) -> None:
        """What was brought about before is about to change."""
        if action == self._rsrc.UPDATE:
            self._rsrc.data_set(_APPLIED, '')
        elif action == self._rsrc.CREATE:
            self._rsrc.data_delete(_APPLIED)

    def applied(self, action: str, asked: str) -> None:
        """What is asked for has been brought about."""
        if action in recorded.MAIN:
            self._rsrc.data_set(_APPLIED, asked)
