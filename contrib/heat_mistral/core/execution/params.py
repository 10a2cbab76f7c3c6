"""Params of an execution: which of them a stack may give."""

from collections.abc import Mapping
from typing import Any

from heat_mistral.core import words

TASK_NAME = 'task_name'
# Arguments of the same name of Mistral's engine, where a param would take the
# place of what the API itself passes on; and what its engine gives to a
# sub-workflow, with which a run would become part of somebody else's.
_RESERVED = (
    'wf_ex_id',
    'wf_identifier',
    'wf_namespace',
    'wf_input',
    'async_',
    'source_execution_id',
    'task_execution_id',
    'parent_execution_id',
    'root_execution_id',
    'index',
    'namespace',
)
# Where another type is a 500 of Mistral's engine.
_TYPES = {
    'env': ((Mapping, str), 'a map or the name of an environment'),
    TASK_NAME: ((str,), 'a text'),
    'notify': ((list,), 'a list'),
}


class InvalidParams(Exception):
    """The message says which param is wrong and what is accepted."""


def check(params: Mapping[str, Any]) -> None:
    """Refuse params that are Mistral's own, or of a wrong type.

    :raises InvalidParams: if there are any.
    """
    reserved = [key for key in _RESERVED if key in params]
    if reserved:
        raise InvalidParams(
            f'{words.list_of("param", reserved)} cannot be set: Mistral '
            f'keeps it for itself'
        )
    for key, (types, what) in _TYPES.items():
        if params.get(key) is not None and not isinstance(params[key], types):
            raise InvalidParams(
                f'param {key} must be {what}, not {words.kind(params[key])}'
            )
