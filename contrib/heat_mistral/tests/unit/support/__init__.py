"""What unit tests share: a cloud over recorded HTTP, a Mistral that keeps what it
is given, resources in a stored stack, samples. Imported by unit tests only.
"""
