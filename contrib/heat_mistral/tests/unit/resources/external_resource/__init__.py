"""Tests of OS::Mistral::ExternalResource on the fake Mistral."""
