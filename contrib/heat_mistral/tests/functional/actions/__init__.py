"""The command mistral-actions on a real Mistral, as its users run it."""
