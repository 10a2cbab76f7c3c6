"""Tests of OS::Mistral::Workflow on the fake Mistral."""
