"""The collection's actions in Mistral, on a stand-in for OpenStack."""
