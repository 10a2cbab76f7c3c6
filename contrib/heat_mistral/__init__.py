"""Mistral workflows as a first-class part of OpenStack Heat stacks."""
