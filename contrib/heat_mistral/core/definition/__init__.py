"""A Mistral definition (DSL v2): parsed, qualified, compared, explained.

Resources go from the text in a template to the texts that are registered by
the functions named here; the modules beside this one do the work. The form
with ``tasks`` (tasks_form.py) becomes such a text first. Of ad-hoc actions the
same is in actions, action_checks and action_texts. Imports nothing of the
project but what is in this folder.
"""

from heat_mistral.core.definition.checks import (
    broken_references,
    ignored_inputs,
)
from heat_mistral.core.definition.extent import tasks_of_run
from heat_mistral.core.definition.faults import explain
from heat_mistral.core.definition.model import REQUIRED, Definition, Workflow
from heat_mistral.core.definition.names import registered_name
from heat_mistral.core.definition.parsing import parse
from heat_mistral.core.definition.positions import DefinitionError
from heat_mistral.core.definition.qualifying import (
    join,
    named_actions,
    qualify,
)
from heat_mistral.core.definition.references import is_action_name

__all__ = (
    'REQUIRED',
    'Definition',
    'DefinitionError',
    'Workflow',
    'broken_references',
    'explain',
    'ignored_inputs',
    'is_action_name',
    'join',
    'named_actions',
    'parse',
    'qualify',
    'registered_name',
    'tasks_of_run',
)
