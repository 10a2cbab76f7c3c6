"""Tests of core/definition/; some compare with the real Mistral's parser."""
