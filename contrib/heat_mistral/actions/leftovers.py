"""Removes what killed commands have left in Mistral while they tried sources."""

from heat_mistral.actions.journal import Journal
from heat_mistral.mistral_api import staging
from heat_mistral.mistral_api.api import MistralApi


def sweep(api: MistralApi, journal: Journal) -> None:
    """Remove what the journal has of processes that are gone.

    Few of the sources that it has are there: they are listed, not looked up.
    """

    def remove(names: set[str]) -> None:
        there = api.code_sources.beginning(staging.PREFIX, staging.NAMESPACE)
        staging.sweep(api, [row.name for row in there if row.name in names])

    journal.sweep(remove)


def sweep_others(api: MistralApi) -> None:
    """Remove what other machines have left, an hour ago or longer."""
    staging.sweep_abandoned(api)
