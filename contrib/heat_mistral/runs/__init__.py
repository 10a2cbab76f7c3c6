"""Executions that a resource starts once and waits for, or has triggered.

Called by the resource types that run workflows. Imports heat_support/,
mistral_api/ and core/, and no resource type.

base is the class below such types. record is what is stored of the last run;
runner starts it, polls it, brings it to an end and finds out how it ended;
watch is what a poll asks and tells; cancellation is for the handlers with
which Heat ends an action; failure asks Mistral why a run failed; failed_tasks
finds what has to run again for it to go on, and resumption lets it;
physical_id is the resource's id before and after its first run;
workflow_lookup finds the workflow that is to run; cleanup cancels and deletes
executions in batches.
trigger_history keeps the ids of a resource's triggers, by which
trigger_executions finds and ends what they have started.
"""
