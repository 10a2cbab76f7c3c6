"""Tests of what makes figures of samples."""
