"""Trying a source in Mistral before anybody can see it.

Mistral checks nothing of what it is given, and one broken source makes the
list of actions fail for everybody who sees it. So it is uploaded under a name
of its own into a namespace of its own, where no list and no workflow finds
it, and one action after the other is asked for: Mistral executes the source
then, and answers with what the action takes, or with what is wrong.

It does so in the process of its API, which a source can end or keep busy for
ever. So the syntax tree is to be checked first (``core.code_source.check``),
and a source that gets no answer is not tried again.
"""

import contextlib
import datetime
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from heat_mistral.core import code_source
from heat_mistral.mistral_api import errors
from heat_mistral.mistral_api.api import MistralApi
from heat_mistral.mistral_api.code_sources import PRIVATE

LOG = logging.getLogger(__name__)

#: Of Mistral's, for sources that are tried.
NAMESPACE = '.stage'
#: What the name of a source begins with while it is tried.
PREFIX = 'heat-mistral-stage-'
#: After which nobody is at work on a source that is tried any more.
ABANDONED = datetime.timedelta(hours=1)
# Mistral is there and says "not now".
_LATER = (423, 429)
_LONGEST_REASON = 500


class Refused(Exception):
    """Mistral cannot use the source.

    :ivar name: of the action that was tried.
    :ivar reason: Mistral's, or why there is none: one line.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f'action {self.name}: {self.reason}'


def stage(
    api: MistralApi,
    content: str,
    actions: Mapping[str, str],
    *,
    record: Callable[[str], None],
) -> dict[str, str]:
    """What each action takes, as Mistral will show it.

    Nothing is left in Mistral, whatever happens; where that cannot be seen
    to, ``sweep`` does it later.

    :param content: checked already (``core.code_source.check``).
    :param actions: class by the name of the action.
    :param record: stores the name of the temporary source for ``sweep``;
        called before it is made.
    :raises Refused: if Mistral cannot use the source.
    :raises mistralclient.api.base.APIException: if it may not be tried.
    """
    source_name = f'{PREFIX}{uuid.uuid4().hex}'
    record(source_name)
    made: list[Any] = []
    with _removed(api, source_name, made):
        source = api.code_sources.create(
            source_name, content, NAMESPACE, PRIVATE
        )
        made.append(source)
        shown = {}
        for name, class_name in actions.items():
            staged = f'{source_name}.{len(made)}'
            action = api.dynamic_actions.create(
                staged, class_name, source.id, NAMESPACE, PRIVATE
            )
            made.append(action)
            shown[name] = _tried(api, content, name, action)
        return shown


def _tried(api: MistralApi, content: str, name: str, action: Any) -> str:
    """What an action takes.

    :param name: that the action is to have.
    :param action: as it is staged.
    """
    try:
        row = api.actions.get(action.name, NAMESPACE)
    except Exception as ex:
        if errors.code(ex) in _LATER:
            raise
        raise Refused(name, _reason(ex, action.class_name)) from ex
    shown = str(row.to_dict().get('input') or '')
    fault = code_source.signature_fault(content, action.class_name, shown)
    if fault is not None:
        raise Refused(name, fault)
    return shown


def _reason(ex: Exception, class_name: str) -> str:
    """What Mistral says against a source, in one line."""
    if errors.code(ex) is None or errors.code(ex) in (502, 503, 504):
        return (
            f'Mistral gave no answer when it executed the source '
            f'({errors.first_line(ex)}): does the source end the process, or '
            f'wait for something? If Mistral was away, try again'
        )
    reason = errors.first_line(ex)[:_LONGEST_REASON]
    if reason.startswith(f"module '{PREFIX}"):
        return f'the source has no class {class_name}'
    return f'Mistral cannot use class {class_name}: {reason}'


@contextlib.contextmanager
def _removed(
    api: MistralApi, source_name: str, made: list[Any]
) -> Iterator[None]:
    """Remove a source in the end.

    :param made: the source and its actions, as far as Mistral has answered.
    """
    try:
        yield
    except Exception as ex:
        if not made and errors.is_refusal(ex):
            raise  # nothing was made
        try:
            sweep(api, [source_name])
        except Exception:
            # What went wrong first is what matters; this is recorded.
            LOG.warning('Left in Mistral: %s', source_name, exc_info=True)
        raise
    for action in made[1:]:
        api.dynamic_actions.delete(action.id)
    api.code_sources.delete(made[0].id)


def sweep(api: MistralApi, source_names: Iterable[str]) -> None:
    """Remove sources that were tried, and are still there.

    :param source_names: as recorded. Other names are passed over.
    """
    for name in source_names:
        if name.startswith(PREFIX):
            source = api.code_sources.named(name, NAMESPACE)
            if source is not None:
                _remove(api, source)


def sweep_abandoned(api: MistralApi) -> None:
    """Remove what nobody has recorded: a request may be carried out late.

    Only the project's own, and only what is an hour old.
    """
    before = datetime.datetime.now(datetime.timezone.utc) - ABANDONED
    oldest = before.strftime('%Y-%m-%d %H:%M:%S')
    for source in api.code_sources.beginning(PREFIX, NAMESPACE):
        if str(source.created_at) < oldest:
            _remove(api, source)


def _remove(api: MistralApi, source: Any) -> None:
    # Its actions first: a database need not cascade.
    for action in api.dynamic_actions.beginning(f'{source.name}.', NAMESPACE):
        api.dynamic_actions.delete(action.id)
    api.code_sources.delete(source.id)
