"""OS::Mistral::Action: the ad-hoc actions of one definition.

resource is what Heat calls; schema what a template may say. From there a
value goes one way: desired (properties -> what is to be registered),
reconciler (a step for each action of Heat's), registration (POST and PUT),
records (what is stored). registry finds, compares and deletes actions in
Mistral, and finds those of a resource that something else has made; bases
looks for the actions that these call, quiet for the runs of those that go.

Imports heat_support/, the client plugin, mistral_api/ and core/; nothing
imports it but the plugin module that Heat loads.
"""
