"""Tests of heat_support/, on Heat's own classes."""
