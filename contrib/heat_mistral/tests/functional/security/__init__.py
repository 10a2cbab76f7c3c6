"""What SECURITY.rst promises, on real services."""
