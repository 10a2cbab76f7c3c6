"""A Mistral definition (DSL v2): parsed, qualified, compared, explained.

What resources use to go from the text in a template to the texts that are
registered; the work is done by the modules of :mod:`heat_mistral.dsl`.
"""

import hashlib

from heat_mistral.dsl.edits import VERSION
from heat_mistral.dsl.faults import explain
from heat_mistral.dsl.load import compose
from heat_mistral.dsl.meaning import canonical
from heat_mistral.dsl.model import REQUIRED, Definition, Workflow
from heat_mistral.dsl.names import registered_name
from heat_mistral.dsl.parsing import parse
from heat_mistral.dsl.places import DefinitionError
from heat_mistral.dsl.splicing import join, qualify

__all__ = (
    'REQUIRED',
    'Definition',
    'DefinitionError',
    'Workflow',
    'digest',
    'explain',
    'join',
    'parse',
    'qualify',
    'registered_name',
    'same',
)


def digest(text: str) -> str:
    """A hash that is equal for texts that mean the same to Mistral.

    Mistral keeps a text as it was when it came alone, and dumps it anew when
    it came with others; comments, layout and how the version is written make
    no difference.
    """
    try:
        value = compose(text).value()
        if isinstance(value, dict):
            value = {**value, 'version': VERSION}
        meaning = canonical(value)
    except DefinitionError:
        meaning = text
    whole = meaning.encode('utf-8', 'surrogatepass')
    return hashlib.sha256(whole).hexdigest()


def same(a: str, b: str) -> bool:
    """Whether two registered texts mean the same to Mistral."""
    return a == b or digest(a) == digest(b)
