"""Tests of core/, by values alone."""
