"""What functional tests share: stacks as a user makes them, templates, a proxy
that fails when it is told to, the random walk. Imports nothing of the plugin.
"""
