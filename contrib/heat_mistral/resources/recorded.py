"""What is recorded of the runs of one resource: the last one, and its state.

Resource data, which an engine that takes over finds. The record of the last
run stays.
"""

import dataclasses
import json
import time
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import outcome
from heat_mistral.resources import long_texts

_RUN, _STATE, _RAN = 'run', 'run_state', 'has_run'
# What is recorded of a run, besides the states of Mistral's in which it ends:
# asked for, and perhaps there; seen there; refused, or not there after all;
# vanished before its end was seen.
ASKED, STARTED, REFUSED, GONE = 'ASKED', 'STARTED', 'REFUSED', 'GONE'
_BAD = (outcome.ERROR, outcome.CANCELLED, REFUSED, GONE)
# Of a resource; the others come and go.
MAIN = ('CREATE', 'UPDATE')


@dataclasses.dataclass(frozen=True)
class Run:
    """A run as it is asked for.

    :ivar id: chosen by us, at random.
    :ivar action: of the resource, which it serves.
    :ivar workflow: id of the workflow.
    :ivar name: of the workflow, for messages.
    :ivar description: the execution's; finds it again.
    :ivar asked: tells runs that are asked for the same from others.
    """
    id: str
    action: str
    workflow: str
    name: str
    namespace: str
    input: Mapping[str, Any]
    params: Mapping[str, Any]
    description: str
    asked: str = ''


class Failed(exception.Error):
    """The run has ended, and not well."""


class Recorded:
    """The runs of one resource, as far as is known without asking."""

    def __init__(self, rsrc: Any) -> None:
        self._rsrc = rsrc

    @property
    def last(self) -> Run | None:
        """The run that was asked for last."""
        text = long_texts.read(self._rsrc, _RUN)
        return None if text is None else Run(**json.loads(text))

    @property
    def state(self) -> str | None:
        """What is known of the last run."""
        last = self.last
        if last is None:
            return None
        # Of another run until something is known of this one.
        known = self._recorded()
        return known['state'] if known.get('id') == last.id else ASKED

    @property
    def under_way(self) -> bool:
        """Whether there is a run whose end is not known."""
        return self.state in (ASKED, STARTED)

    @property
    def failed(self) -> bool:
        """Whether the last run is known to have ended badly."""
        return self.state in _BAD

    @property
    def succeeded(self) -> bool:
        """Whether the last run has ended well and its output is kept."""
        return self.state == outcome.SUCCESS

    @property
    def has_never_run(self) -> bool:
        """Whether Mistral has never begun a run of this resource."""
        return self._rsrc.data().get(_RAN) == 'false'

    def nothing_yet(self) -> None:
        """The resource is new: no run has been asked for."""
        self._rsrc.data_set(_RAN, 'false')

    def forget(self) -> None:
        """Let the last run count no more."""
        long_texts.delete(self._rsrc, _RUN)

    def ask_for(self, run: Run) -> None:
        """Store what the next request will ask for."""
        long_texts.write(self._rsrc, _RUN, json.dumps(
            dataclasses.asdict(run)), redact=True)

    def take_external(self, found: Any) -> None:
        """Wait from now on for an execution that somebody has started.

        :param found: id, workflow_id and workflow_name of it.
        """
        self.ask_for(Run(
            id=found.id, action=self._rsrc.CREATE, workflow=found.workflow_id,
            name=found.workflow_name, namespace='', input={}, params={},
            description=''))
        self._note(found.id, STARTED)

    def blame(self) -> None:
        """Say that the last run has ended badly.

        :raises heat.common.exception.Error: if it has.
        """
        if self.failed:
            last = self.last
            raise exception.Error(outcome.because(_(
                'execution %(id)s of workflow %(name)s for %(action)s ended '
                'in %(state)s') % {
                    'id': last.id, 'name': last.name, 'action': last.action,
                    'state': self.state}, self._recorded().get('why', '')))

    def blame_for_vanishing(self) -> None:
        """Say that the last run has vanished.

        :raises Failed: if it has.
        """
        if self.state == GONE:
            last = self.last
            raise Failed(_(
                '%s, unless its workflow, input or params change or '
                'run_on_update is always') % outcome.vanished(
                    last.id, last.name))

    def _began(self) -> None:
        self._rsrc.data_set(_RAN, 'true')

    def _recorded(self) -> dict[str, Any]:
        return json.loads(self._rsrc.data().get(_STATE, '{}'))

    def _note(self, run_id: str, state: str, why: str = '') -> None:
        self._rsrc.data_set(_STATE, json.dumps({
            'id': run_id, 'state': state, 'at': time.time(),
            **({'why': why} if why else {})}))
