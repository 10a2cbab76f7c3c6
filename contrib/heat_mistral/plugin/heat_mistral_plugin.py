"""What Heat's plugin loader reads; the resources are in heat_mistral.

Heat runs each module of a plugin directory on its own and not as a member of
a package, so this one only points at the installed package: a relative import
would make a second class of each. No __init__.py may stand beside it.
"""

from heat_mistral.resources import (
    cron_trigger,
    external_resource,
    workflow,
    workflow_run,
)


def resource_mapping():
    """Types to classes, also read by Heat's documentation."""
    return {**workflow.resource_mapping(), **cron_trigger.resource_mapping(),
            **external_resource.resource_mapping(),
            **workflow_run.resource_mapping()}
