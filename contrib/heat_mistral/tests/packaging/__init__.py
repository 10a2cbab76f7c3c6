"""What is built and installed: sdist, wheel, editable; in throw-away environments."""
