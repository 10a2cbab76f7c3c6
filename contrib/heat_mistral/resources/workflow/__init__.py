"""OS::Mistral::Workflow: the workflows of one definition.

resource is what Heat calls; schema what a template may say. From there a
value goes one way: source (properties -> the text of a definition), desired
(-> what is to be registered), reconciler (a step for each action),
registration (POST and PUT), records (what is stored).

succession tells which workflow goes on as which; registry finds, compares and
deletes workflows in Mistral; unanswered follows requests without a reply;
takeover finds the workflow of a resource that something else has made;
sharing offers workflows to other projects.
signal_rules tells what signals may run, by the outline of a definition;
signal_start starts a run for somebody who waits, signal_limited within limits.
attributes answers live attributes.

Imports runs/, heat_support/, the client plugin, mistral_api/ and core/;
nothing imports it but the plugin module that Heat loads.
"""
