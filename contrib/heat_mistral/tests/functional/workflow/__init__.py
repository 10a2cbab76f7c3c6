"""OS::Mistral::Workflow on real services: names, texts, signals, repair."""
