"""Actions as Mistral runs them, on answers as the services give them."""
