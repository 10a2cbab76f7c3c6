"""Environments on a real Mistral: their life, and whose they are."""
