"""OS::Mistral::Execution on real services, with engines and a Mistral that die."""
