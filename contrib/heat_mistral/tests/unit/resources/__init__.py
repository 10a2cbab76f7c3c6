"""Tests of the resource types, a folder each, and of what they have in common."""
