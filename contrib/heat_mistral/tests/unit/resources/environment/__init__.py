"""OS::Mistral::Environment on recorded HTTP."""
