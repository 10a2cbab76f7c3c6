"""What Heat's plugin loader reads; the resources are in heat_mistral.

Heat runs each module of a plugin directory on its own and not as a member of
a package, so this one only points at the installed package: a relative import
would make a second class of each. No __init__.py may stand beside it.
"""

from heat_mistral.resources.action import resource as action
from heat_mistral.resources.code_source import resource as code_source
from heat_mistral.resources.cron_trigger import resource as cron_trigger
from heat_mistral.resources.environment import resource as environment
from heat_mistral.resources.event_trigger import resource as event_trigger
from heat_mistral.resources.execution import resource as execution
from heat_mistral.resources.external_resource import (
    resource as external_resource,
)
from heat_mistral.resources.workflow import resource as workflow


def resource_mapping():
    """Types to classes, also read by Heat's documentation."""
    return {
        **workflow.resource_mapping(),
        **cron_trigger.resource_mapping(),
        **external_resource.resource_mapping(),
        **execution.resource_mapping(),
        **environment.resource_mapping(),
        **action.resource_mapping(),
        **event_trigger.resource_mapping(),
        **code_source.resource_mapping(),
    }
