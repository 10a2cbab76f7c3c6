"""OS::Mistral::CronTrigger: a workflow on a schedule.

resource is what Heat calls. desired is a trigger as a template wants it,
made once of the properties. reconciler brings Mistral in line with it, by
what records keeps and what registry finds in Mistral. attributes reads live
values. What the triggers have started is found and ended by runs/.
"""
