"""Which triggers run with an environment that they name."""

import json
from typing import Any

from heat_mistral import client


def of(plugin: client.HeatMistralClientPlugin, name: str) -> list[str]:
    """The project's triggers that name an environment, in words.

    Mistral does not look for them: a trigger whose environment is gone fails
    at each run, and its log alone tells of it.
    """
    api = plugin.mistral()
    return [
        f'{kind} {row.name} ({row.id})'
        for kind, rows in (
            ('cron trigger', api.cron_triggers.own()),
            ('event trigger', api.event_triggers.own()),
        )
        for row in rows
        if _env(row) == name
    ]


def _env(row: Any) -> Any:
    params = json.loads(row.workflow_params or '{}')
    return params.get('env') if isinstance(params, dict) else None
