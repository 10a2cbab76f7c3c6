"""A Python source for Mistral: checked as a syntax tree, never executed.

Mistral checks nothing when a source is uploaded, and executes it whenever one
of its actions is looked up: then a broken one makes lists fail for everybody,
and leaves workflows RUNNING for ever. So resources and the command look at
the text first; what only an execution can tell is left to Mistral
(``mistral_api.staging``). Nothing here imports or executes what it reads.

checks is where the reading begins; text and module turn a text into a tree;
imports, module_level, classes, parameters (of data classes: dataclass_fields)
and state look at it, each for faults of one kind; defaults tells values, and
meaning compares texts.
"""

from heat_mistral.core.code_source.checks import (
    check,
    may_have,
    signature,
    signature_fault,
)
from heat_mistral.core.code_source.findings import (
    ERROR,
    WARNING,
    Finding,
    errors_of,
)
from heat_mistral.core.code_source.meaning import digest, same
from heat_mistral.core.code_source.parameters import names_of
from heat_mistral.core.code_source.text import MAX_BYTES

__all__ = (
    'ERROR',
    'MAX_BYTES',
    'WARNING',
    'Finding',
    'check',
    'digest',
    'errors_of',
    'may_have',
    'names_of',
    'same',
    'signature',
    'signature_fault',
)
