"""Pictures of executions of a real Mistral."""
