"""OS::Mistral::Execution: a run of a workflow as a step of the stack.

resource is what Heat calls. desired is what the properties ask for, and
reconciler brings it about; history tells which run served which action;
follower tells of a run while it goes on, extent which tasks it may have, and
completion_hints lets Mistral say when it ends. external_id is about
executions that somebody else has started; attributes are live, or kept from
the end. The run itself is in runs/.
"""
