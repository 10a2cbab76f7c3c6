"""Python values as YAML text that Mistral's loader reads back unchanged."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml import representer

from heat_mistral.core.definition import load, positions, tree

_PLAIN = re.compile(r'[^\W\d][\w.\-]*')
# JSON leaves these alone; in YAML they are line breaks or not printable.
_ESCAPED = re.compile('[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
# The longest key that YAML takes without a question mark is 1024 characters.
_LONG_KEY = 1000


def scalar(text: str) -> str:
    """A text as one line: plain where nothing is special about it."""
    if _PLAIN.fullmatch(text) and tree.is_plain_text(text):
        return text
    return _quoted(text)


def flow(value: Any) -> str:
    """A JSON value as one line of YAML flow style, which is close to JSON.

    :raises positions.DefinitionError: the value is not JSON, or nested too deep.
    """
    try:
        return _flow(value)
    except RecursionError:
        raise positions.DefinitionError(
            f'nested more than {load.MAX_DEPTH} levels deep'
        ) from None


def block(value: Any) -> str:
    """Any value Mistral's loader constructs, dumped as a document.

    For texts that cannot be spliced; whatever comments they had are lost.
    """
    return yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=math.inf,
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        # Mistral would read an alias as plain text.
        return True


def _quoted(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: f'\\u{ord(found.group()):04x}',
        json.dumps(text, ensure_ascii=False),
    )


def _flow(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        # What JSON writes as 1e22 is text in YAML 1.1.
        return str(representer.SafeRepresenter().represent_float(value).value)
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, (list, tuple)):
        return f'[{", ".join(_flow(item) for item in value)}]'
    if isinstance(value, Mapping):
        pairs = [_pair(key, item) for key, item in value.items()]
        return f'{{{", ".join(pairs)}}}'
    raise positions.DefinitionError(
        f'a {type(value).__name__} is not a JSON value'
    )


def _pair(key: Any, value: Any) -> str:
    if not isinstance(key, str):
        raise positions.DefinitionError(
            f'a key of type {type(key).__name__} is not JSON; '
            'keys of maps are texts'
        )
    name = _quoted(key)
    question = '? ' if len(name) > _LONG_KEY else ''
    return f'{question}{name}: {_flow(value)}'
