"""The command ``mistral-actions``: Python actions for a running Mistral.

A tool of its own: nothing here is used while Heat runs, and it imports
neither Heat nor the resources. Data flows one way:

files (places, discovery) -> their classes (source, naming) -> what is wanted
(model) -> beside it what Mistral has (observing) -> what is to be done
(planning, objections, plan, mark) -> requests (registering, unregistering;
running, retrying) -> a table (commands, formatters, progress).

model, naming, mark, source, plan, planning and objections are pure. commands
holds a module for each command, which the console script (shell, cloud) and
openstackclient run alike, over one client (connection). journal and leftovers
see to what a kill leaves in Mistral. collection has ready-made actions, which
nothing else here imports.
"""
