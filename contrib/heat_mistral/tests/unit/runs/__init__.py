"""Tests of runs/, by the resource types that use it."""
