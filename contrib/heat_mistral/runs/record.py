"""What is recorded of the runs of one resource: the last one, and its state.

It is resource data, so that an engine that takes over finds it. The record of
the last run stays when the run has ended.
"""

import dataclasses
import json
import time
from collections.abc import Mapping
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral.core.execution import outcome, states
from heat_mistral.heat_support import protocols, resource_data

_RUN, _STATE, _RAN = 'run', 'run_state', 'has_run'
# States of a run beside those of Mistral's in which it ends. ASKED: it was or
# will be asked for, and may be there. STARTED: Mistral has it. REFUSED:
# Mistral refused it, or never had it. GONE: it vanished before its end was
# seen.
ASKED, STARTED, REFUSED, GONE = 'ASKED', 'STARTED', 'REFUSED', 'GONE'
_BAD = (states.ERROR, states.CANCELLED, REFUSED, GONE)
#: Actions that make the resource what it is; all others come and go.
MAIN = ('CREATE', 'UPDATE')


@dataclasses.dataclass(frozen=True)
class RunRecord:
    """A run that was asked for, with all that it takes to ask again.

    :ivar id: the execution's, a random UUID of our choice.
    :ivar action: of the resource, for which it runs.
    :ivar workflow: id of the workflow.
    :ivar name: of the workflow, for messages.
    :ivar description: the execution's; a list of executions finds it by this.
    :ivar asked: digest of what was desired; tells whether a later attempt
        desires the same. (The name is part of the stored format.)
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


class RunRecords:
    """The last run of one resource, as far as is known without asking."""

    def __init__(self, rsrc: protocols.HasData) -> None:
        """Read and write the resource's data.

        :param rsrc: whose runs these are.
        """
        self._rsrc = rsrc

    # Reading

    @property
    def last(self) -> RunRecord | None:
        """The run that was asked for last."""
        text = resource_data.read(self._rsrc, _RUN)
        return None if text is None else RunRecord(**json.loads(text))

    @property
    def state(self) -> str | None:
        """What is known of the last run; None if there is none."""
        last = self.last
        if last is None:
            return None
        # The state may still be that of the run before.
        known = self._recorded()
        return known['state'] if known.get('id') == last.id else ASKED

    @property
    def since(self) -> float:
        """When the state became known, in seconds since the epoch."""
        return float(self._recorded()['at'])

    @property
    def under_way(self) -> bool:
        """Whether there is a run whose end is not known."""
        return self.state in (ASKED, STARTED)

    @property
    def failed(self) -> bool:
        """Whether the last run is known to have ended badly."""
        return self.state in _BAD

    @property
    def has_ended_badly(self) -> bool:
        """Whether Mistral has ended the last run, and not well."""
        return self.state in states.FINISHED and not self.succeeded

    @property
    def succeeded(self) -> bool:
        """Whether the last run has ended well and its output is kept."""
        return self.state == states.SUCCESS

    @property
    def has_never_run(self) -> bool:
        """Whether Mistral has never begun a run of this resource.

        False also where an older release or Heat's own plugin made the
        resource: it may have run what is not recorded.
        """
        return self._rsrc.data().get(_RAN) == 'false'

    def raise_if_failed(self) -> None:
        """Tell how the last run ended, if it ended badly.

        :raises heat.common.exception.Error: if it did.
        """
        last = self.last
        if last is not None and self.failed:
            raise exception.Error(
                outcome.because(
                    _(
                        'execution %(id)s of workflow %(name)s for %(action)s ended '
                        'in %(state)s'
                    )
                    % {
                        'id': last.id,
                        'name': last.name,
                        'action': last.action,
                        'state': self.state,
                    },
                    self._recorded().get('why', ''),
                )
            )

    def raise_if_vanished(self) -> None:
        """Tell that the last run has vanished, if it has.

        :raises Failed: if it has.
        """
        last = self.last
        if last is not None and self.state == GONE:
            raise Failed(
                _(
                    '%s, unless its workflow, input or params change or '
                    'run_on_update is always'
                )
                % outcome.vanished(last.id, last.name)
            )

    # Writing

    def begin(self) -> None:
        """The resource is new: Mistral has begun no run of it."""
        self._rsrc.data_set(_RAN, 'false')

    def intend(self, run: RunRecord) -> None:
        """Store a run before Mistral is asked to start it."""
        resource_data.write(
            self._rsrc, _RUN, json.dumps(dataclasses.asdict(run)), redact=True
        )

    def has_begun(self, run_id: str) -> None:
        """Mistral has the run."""
        self._rsrc.data_set(_RAN, 'true')
        self.note(run_id, STARTED)

    def has_succeeded(self, run_id: str) -> None:
        """The run ended well and its output is stored: it is done with."""
        self.note(run_id, states.SUCCESS)

    def note(self, run_id: str, state: str, why: str = '') -> None:
        """Store what has become of a run.

        :param state: one of Mistral's in which a run ends, or of this module.
        :param why: Mistral's reason, for ``raise_if_failed``.
        """
        self._rsrc.data_set(
            _STATE,
            json.dumps(
                {
                    'id': run_id,
                    'state': state,
                    'at': time.time(),
                    **({'why': why} if why else {}),
                }
            ),
        )

    def forget(self) -> None:
        """Let the last run count no more."""
        resource_data.delete(self._rsrc, _RUN)

    def _recorded(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._rsrc.data().get(_STATE, '{}'))
        return found
