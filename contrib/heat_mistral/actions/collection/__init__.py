"""Ready-made actions for OpenStack's services.

A folder per service and a file per kind of thing in it. Each file is uploaded
to Mistral by itself, and nobody here imports it: what several need, each has.
"""

# "cinder.backups.create", not "heat_mistral.actions.collection.cinder…".
__actions_prefix__ = ''
