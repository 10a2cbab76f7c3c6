"""Tests of OS::Mistral::CodeSource on the fake Mistral."""
