"""OS::Mistral::EventTrigger on recorded HTTP."""
