"""Tests of actions/: the command, and what it comes with."""
