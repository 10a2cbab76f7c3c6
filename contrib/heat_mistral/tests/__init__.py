"""Tests: unit/ needs no service, functional/ runs on real ones, packaging/ builds
and installs. They may import everything, also what is not shipped.
"""
