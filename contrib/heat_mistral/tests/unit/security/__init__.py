"""What SECURITY.rst promises, as far as it needs no service to be seen."""
