"""OS::Mistral::EventTrigger: a workflow for each notification of a kind.

resource is what Heat calls. desired is a trigger as a template wants it.
reconciler brings Mistral in line with it, by what records keeps and what
registry finds in Mistral. What the triggers have started is found and ended
by runs/.
"""
