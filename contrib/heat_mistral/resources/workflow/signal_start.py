"""Starting a run for somebody who waits for the answer."""

import dataclasses
import functools
import uuid
from collections.abc import Callable
from typing import Any

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client
from heat_mistral.core import (
    canonical,
    signal_body,
    signal_group,
    signal_limits,
    words,
)
from heat_mistral.core.execution import mark, notification, signal_mark
from heat_mistral.mistral_api import deadlines, errors
from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import signal_limited, signal_rules


@dataclasses.dataclass(frozen=True)
class Answer:
    """What has become of a signal.

    :ivar text: for the event.
    :ivar joined: id of the run that serves this signal and was started by
        another one; None if this one has started its own.
    """

    text: str
    joined: str | None = None


#: The description of a run, with the caller's words and the signal's mark.
Marker = Callable[[str | None, signal_mark.SignalMark | None], str]


def serve(
    plugin: client.HeatMistralClientPlugin,
    details: Any,
    look_up: Callable[[], signal_rules.Accepted],
    mark: Marker,
) -> Answer:
    """Start what a signal asks for: once, whatever replies are lost.

    All that is asked of Mistral meanwhile ends by one deadline.

    :param details: the signal's body.
    :param look_up: what is accepted; may ask Mistral.
    :raises heat_mistral.core.signal_body.Refused: nothing was started.
    :raises heat_mistral.mistral_api.deadlines.Busy: nothing was started.
    :raises heat.common.exception.Error: says whether something may have been.
    """
    start = _Start(plugin, details, look_up, mark)
    try:
        return plugin.within(plugin.option('signal_timeout'), start)
    except deadlines.Busy:
        raise  # nothing was sent
    except Exception as ex:
        failure = start.failure(ex)
        if failure is ex:
            raise
        raise failure from ex


class _Start:
    """Tries to serve one signal; each call is a try."""

    def __init__(
        self,
        plugin: client.HeatMistralClientPlugin,
        details: Any,
        look_up: Callable[[], signal_rules.Accepted],
        mark: Marker,
    ) -> None:
        self._plugin = plugin
        self._details = details
        self._look_up = look_up
        self._mark = mark
        # Chosen before the first try, so that a second one starts nothing
        # more.
        self._new_id = str(uuid.uuid4())
        self._nonce = uuid.uuid4().hex[: signal_mark.NONCE_LENGTH]
        self._limited: signal_limited.GroupStart | None = None
        # The run that was asked for last, and whether it was in vain.
        self._workflow, self._tried = '', ''
        self._unanswered = False

    def __call__(self) -> Answer:
        found = self._look_up()
        run = signal_body.read(self._details, found.rules)
        record = found.recorded.get(run.workflow)
        if record is None or record.id is None:
            raise signal_body.Refused(
                _('workflow %s is not registered') % run.workflow
            )
        post = functools.partial(
            self._post,
            run,
            record,
            notification.added(run.params, found.receiver),
        )
        if found.limits is not None:
            return self._within_limits(found, found.limits, run, post)
        if run.id is not None:
            return self._of_id(found, run, run.id, post)
        post(self._new_id, None)
        return Answer(_told(run, self._new_id))

    def _within_limits(
        self,
        found: signal_rules.Accepted,
        limits: signal_limits.Limits,
        run: signal_body.SignalRun,
        post: Callable[[str, signal_mark.SignalMark], Any],
    ) -> Answer:
        try:
            group = signal_group.of(found.owner, self._details, limits.per)
            settings = found.settings()
        except canonical.TooDeep as ex:
            raise signal_body.Refused(str(ex)) from ex
        if self._limited is None:
            self._limited = signal_limited.GroupStart(
                found.owner,
                limits,
                group,
                dataclasses.replace(self._signal(run), settings=settings),
                run.id,
            )
        served = self._limited.serve(
            self._plugin.mistral().executions, post, self._plugin.time_left
        )
        return Answer(
            _told(run, served.run.id, group, served.joined),
            served.run.id if served.joined else None,
        )

    def _of_id(
        self,
        found: signal_rules.Accepted,
        run: signal_body.SignalRun,
        identifier: str,
        post: Callable[[str, signal_mark.SignalMark], Any],
    ) -> Answer:
        """The run of the id that the caller has chosen.

        Mistral answers with what it has of that id, whoever has started it.
        """
        signal = self._signal(run)
        try:
            row = post(identifier, signal)
        except Exception as ex:
            if errors.is_of_another_project(ex, identifier):
                raise signal_body.Refused(
                    signal_limits.taken(identifier)
                ) from ex
            raise
        made = mark.read(row.description)
        if (
            made is None
            or made.owner != found.owner
            or made.signal is None
            or made.signal.nonce != signal.nonce
        ):
            raise signal_body.Refused(signal_limits.taken(identifier))
        decided = signal_limits.served_before(
            signal_limits.seen(row.id, row.state, row.created_at, made.signal),
            signal,
        )
        if isinstance(decided, signal_limits.Exceeded):
            raise signal_body.Refused(decided.why)
        return Answer(_told(run, row.id))

    def _signal(self, run: signal_body.SignalRun) -> signal_mark.SignalMark:
        """What marks the run that this signal starts."""
        nonce = run.id.replace('-', '') if run.id else self._nonce
        return signal_mark.SignalMark(run.asked(), nonce)

    def _post(
        self,
        run: signal_body.SignalRun,
        record: records_.Record,
        params: dict[str, Any],
        identifier: str,
        signal: signal_mark.SignalMark | None,
    ) -> Any:
        self._workflow, self._tried = run.workflow, identifier
        try:
            row = self._plugin.mistral().executions.create(
                identifier,
                record.id,
                record.namespace,
                dict(run.input),
                params,
                self._mark(run.description, signal),
            )
        except Exception as ex:
            self._unanswered |= not (
                errors.is_refusal(ex)
                or errors.is_of_another_project(ex, identifier)
            )
            raise
        # What was not answered before is by this.
        self._unanswered = False
        return row

    def failure(self, ex: Exception) -> Exception:
        """What the caller is told when the last try has failed so."""
        # A refusal tells nothing of an earlier try without an answer.
        if self._unanswered:
            return exception.Error(
                _(
                    'execution %(id)s of workflow %(name)s may or may not '
                    'have been started: %(why)s'
                )
                % {
                    'id': self._tried,
                    'name': self._workflow,
                    'why': errors.first_line(ex),
                }
            )
        if errors.is_refusal(ex):
            return signal_body.Refused(errors.first_line(ex))
        if errors.is_transient(ex) or errors.code(ex) is not None:
            return exception.Error(
                _('nothing was started: %s') % errors.first_line(ex)
            )
        return ex


def _told(
    run: signal_body.SignalRun,
    identifier: str,
    group: signal_group.Group | None = None,
    joined: bool = False,
) -> str:
    """What has become of a signal, in words."""
    what = (
        _(
            'execution %s, which another signal has started, serves this one, too'
        )
        if joined
        else _('execution %s')
    ) % identifier
    parts = [_('Signal: %s of workflow %s') % (what, run.workflow)]
    if group is not None and group.words:
        parts.append(_('for %s') % group.words)
    if group is not None and group.lacking:
        parts.append(_('the body has no %s') % ', '.join(group.lacking))
    if run.ignored:
        parts.append(_('ignored: %s') % words.some_of(run.ignored))
    return '; '.join(parts)
