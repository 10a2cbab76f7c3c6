"""Pure logic: what a template, a signal's body or an execution means.

Called by every layer above: resources, runs, the client and the pictures.
Nothing here imports Heat, keystoneauth1 or mistralclient, sends a request or
keeps state, so each function can be tested by its values alone.

definition/ reads and writes Mistral's workflow language; code_source/ reads
Python sources; execution/ is about what becomes of a run; the rest is about
schedules, signals and references.
"""
