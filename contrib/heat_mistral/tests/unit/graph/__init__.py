"""Tests of the pictures, which are compared with those that are kept."""
