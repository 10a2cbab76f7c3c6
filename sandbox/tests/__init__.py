"""Tests of the sandbox: real services start and stop."""
