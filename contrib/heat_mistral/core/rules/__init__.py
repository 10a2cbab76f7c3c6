"""What is probably wrong with a definition, by rules that have a code each.

Pure: a parsed definition comes in, remarks go out. The resources tell some of
them at a stack's creation, ``heat-mistral lint`` all of them, before there is
a stack. Nothing here asks Mistral: what it alone knows (actions of a cloud,
workflows that are registered already) is handed in, or passes.
"""

from heat_mistral.core.rules.catalogue import RULES, Rule
from heat_mistral.core.rules.model import Known, Remark
from heat_mistral.core.rules.run import remarks, remarks_of_actions
from heat_mistral.core.rules.summary import summary

__all__ = (
    'RULES',
    'Known',
    'Remark',
    'Rule',
    'remarks',
    'remarks_of_actions',
    'summary',
)
