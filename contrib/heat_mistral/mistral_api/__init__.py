"""Mistral over REST: one module for each noun of its API.

Called by the client plugin, which hands :class:`api.MistralApi` out to the
resources, and by the pictures. Knows mistralclient and keystoneauth1, and
nothing of Heat; of the project it imports core/ only.

workflows, members, executions, tasks, cron_triggers, event_triggers,
environments, actions, action_executions, code_sources and dynamic_actions
send requests; staging tries a source before anybody sees it. listing makes
filters and pages for them; errors tells what an answer means; deadlines, turns and
trust_tokens bound and speed up the session they go through; verdicts
remembers which definitions were valid; yaql_race works around a bug of
Mistral's.
"""
