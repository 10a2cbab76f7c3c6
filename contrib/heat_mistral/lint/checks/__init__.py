"""What a template gets wrong, a file for each kind of it.

Each takes a template as it was read and yields findings; none changes it.
"""
