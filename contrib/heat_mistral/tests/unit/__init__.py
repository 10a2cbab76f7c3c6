"""Unit tests, folder by folder as the code; support/ has what they share.

No service is needed: the client, keystoneauth and Heat are the real ones, and
what goes over the wire is recorded (support/cloud.py, support/fake_mistral).
"""
