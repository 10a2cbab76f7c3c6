"""Tests of mistral_api/, request by request."""
