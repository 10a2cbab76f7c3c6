"""Mistral's workflow language (DSL v2) as text; see heat_mistral.definition.

Pure: nothing here knows Heat, Mistral's client or Mistral.
"""
