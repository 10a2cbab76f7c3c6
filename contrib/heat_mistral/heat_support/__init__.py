"""All that touches Heat's private parts, and what every resource shares.

Called by runs/ and resources/. Imports the client plugin, mistral_api/ and
core/. What Heat may change without notice (a leading underscore, the inside
of its modules) is named here and in client.py only; a unit test lists every
such name with the release it was seen in.

base is the class below all resources; attempt does the work of an action;
events, resource_data, owner, default_name and properties are what a resource
tells, keeps, is known by, is called and is asked for; signals, signed_url and
signing_user serve its URL; bus_errors are errors that reach the caller of
Heat's API; left_over ends runs of actions; workers finds the engine that works
on a resource.
"""
