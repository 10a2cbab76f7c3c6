"""Requests to make something that Mistral has not answered.

A POST whose reply does not come (a time limit, a lost connection, an engine
that is killed) may still be carried out. So what it wants is looked for until
it cannot come any more, also when nobody asks for it by then.

Kept as resource data: ``pending``, what the last request wants, and
``given_up``, a list of what earlier ones wanted, each as JSON with ``until``.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from heat.common.i18n import _
from heat.engine import resource

from heat_mistral.heat_support import events, protocols, resource_data
from heat_mistral.mistral_api import errors

_PENDING, _GIVEN_UP, _UNTIL = 'pending', 'given_up', 'until'
T = TypeVar('T')
# Of Mistral, as a rule; but also of a proxy before one that died half-way.
_UNAVAILABLE = 503

# Seconds.
#: That a request may wait for a thread of Mistral or for the database.
LATE = 30
#: Between two looks for what may come.
POLL = 5


def now() -> float:
    """Seconds since the epoch; another engine may go on with a record."""
    return time.time()


class Requests(Generic[T]):
    """Those of one resource; every change is stored at once."""

    def __init__(
        self,
        rsrc: protocols.Identified,
        load: Callable[..., T],
        dump: Callable[[T], dict[str, Any]],
    ) -> None:
        """Prepare reading.

        :param load: makes what is wanted of what ``dump`` has made of it.
        """
        self._rsrc = rsrc
        self._load = load
        self._dump = dump

    @property
    def pending(self) -> T | None:
        """What the last request wants, if its end is not known."""
        return next((each for each, _until in self._pending()), None)

    @property
    def given_up(self) -> list[T]:
        """What earlier requests may still make."""
        return [each for each, _until in self._given_up()]

    def expects(self, wanted: T) -> bool:
        """Whether a request for just this is without an answer."""
        return wanted == self.pending or wanted in self.given_up

    @contextlib.contextmanager
    def sending(self, wanted: T) -> Iterator[None]:
        """Record a request, before it is sent and after it has failed.

        One that has not reached Mistral, or was answered, makes nothing:
        what somebody else makes is not taken for its doing.
        """
        self.give_up()
        self._write_pending(wanted)
        try:
            yield
        except Exception as ex:
            if errors.may_be_carried_out(ex):
                self._write_pending(wanted)
            elif errors.code(ex) != _UNAVAILABLE:
                self.drop_pending()
            raise

    def give_up(self) -> None:
        """What the last request wants is not wanted; it may still come."""
        at = now()
        for wanted, until in self._pending():
            if until > at:
                others = [x for x in self._given_up() if x[0] != wanted]
                self._write_given_up([*others, (wanted, until)])
            self.drop_pending()

    def drop_pending(self) -> None:
        """Nothing of the last request is awaited any more."""
        resource_data.delete(self._rsrc, _PENDING)

    def forget_until(self, at: float) -> None:
        """Forget what could not come any more at this time."""
        if any(until <= at for _wanted, until in self._pending()):
            self.drop_pending()
        given_up = self._given_up()
        left = [each for each in given_up if each[1] > at]
        if left != given_up:
            self._write_given_up(left)

    def await_end(
        self,
        rsrc: protocols.Acting,
        what: str,
        harmless: Callable[[T], bool] = lambda _wanted: False,
    ) -> None:
        """Wait until nothing can come any more.

        :param what: is awaited, in words.
        :param harmless: whether this one need not be waited for.
        :raises heat.engine.resource.PollDelay: while something may; before,
            an event tells of it.
        """
        awaited = [each for each, _until in self._pending()] + self.given_up
        if all(map(harmless, awaited)):
            return
        events.show_reason(
            rsrc,
            _(
                'Mistral has not answered a request to make %s and may still '
                'do it: waiting to delete what comes'
            )
            % what[:120],
            event=True,
        )
        raise resource.PollDelay(POLL)

    # As it is stored

    def _pending(self) -> list[tuple[T, float]]:
        text = resource_data.read(self._rsrc, _PENDING)
        return [] if text is None else [self._read(json.loads(text))]

    def _given_up(self) -> list[tuple[T, float]]:
        text = resource_data.read(self._rsrc, _GIVEN_UP)
        return [self._read(each) for each in json.loads(text or '[]')]

    def _read(self, stored: dict[str, Any]) -> tuple[T, float]:
        # Earlier releases stored no time.
        until = stored.pop(_UNTIL, 0)
        return self._load(**stored), until

    def _write_pending(self, wanted: T) -> None:
        # Longer than a column, where input and params are as long as one.
        resource_data.write(
            self._rsrc, _PENDING, json.dumps(self._form(wanted, now() + LATE))
        )

    def _write_given_up(self, requests: list[tuple[T, float]]) -> None:
        if requests:
            text = json.dumps([self._form(*each) for each in requests])
            resource_data.write(self._rsrc, _GIVEN_UP, text)
        else:
            resource_data.delete(self._rsrc, _GIVEN_UP)

    def _form(self, wanted: T, until: float) -> dict[str, Any]:
        return {**self._dump(wanted), _UNTIL: int(until)}
