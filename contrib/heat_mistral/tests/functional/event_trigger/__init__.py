"""Event triggers on a real Mistral, and with a real event engine."""
