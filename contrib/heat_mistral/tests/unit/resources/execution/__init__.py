"""Tests of OS::Mistral::Execution on the fake Mistral."""
