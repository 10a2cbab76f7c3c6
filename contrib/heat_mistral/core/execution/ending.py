"""How a run has ended, in one line that may be shown to anybody.

Mistral's messages are what a tenant's action said: of any length, over many
lines, and with whatever the action was given.
"""

import json
import re
from typing import Any

from oslo_utils import strutils

from heat_mistral.core.execution import state_info, states

#: States in which a run has ended, and not well.
BADLY = (states.ERROR, states.CANCELLED)
#: Characters of a line.
LONGEST = 500
_LONGEST_NAME = 60
# What is in a signed URL and must not be shown.
_SIGNED = re.compile(
    r'(?i)\b(signature|awsaccesskeyid|temp_url_sig|token)=[^&\s\'"]{1,400}'
)


def told(
    execution_id: str,
    workflow: str,
    state: str,
    reported: str | None,
    length: int = LONGEST,
) -> str:
    """The line for an event: which execution, and how it ended.

    :param workflow: its registered name.
    :param reported: its state_info.
    :param length: characters of the line.
    """
    what = f'execution {execution_id} of workflow {_cut(workflow)}'
    return f'{what} {_how(state, reported)}'[:length]


def listed(
    at: str, execution_id: str, workflow: str, state: str, reported: str | None
) -> str:
    """The line for a list: the same, after its time by Mistral's clock."""
    return f'{at} {told(execution_id, workflow, state, reported)}'[:LONGEST]


def triggered_by(description: Any) -> str | None:
    """Id of what has started an execution, as its description tells it.

    Heat's own runs have it there, and so have those of triggers.
    """
    if not isinstance(description, str) or len(description) > LONGEST:
        return None
    try:
        found = json.loads(description)
    except (ValueError, RecursionError):
        return None
    by = found.get('triggered_by') if isinstance(found, dict) else None
    identifier = by.get('id') if isinstance(by, dict) else None
    return identifier if isinstance(identifier, str) else None


def _how(state: str, reported: str | None) -> str:
    if state == states.SUCCESS:
        return 'has succeeded'
    why = ' '.join((state_info.readable(reported) or '').split())
    if state == states.CANCELLED:
        why = why.removeprefix('cancelled ')
        why = f'was cancelled: {why}' if why else 'was cancelled'
    elif not why.startswith('failed in task '):
        why = f'failed: {why}' if why else 'failed'
    return _SIGNED.sub(r'\1=***', strutils.mask_password(why))


def _cut(name: str) -> str:
    """The end of a name, which tells one workflow of a stack from another."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f'...{name[3 - _LONGEST_NAME :]}'
