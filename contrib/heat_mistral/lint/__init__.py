"""``heat-mistral lint``: what is wrong with a template, before there is a stack.

Reads files and nothing else: neither Heat nor a network is needed. Data flows
one way: document (a file's YAML, with the place of everything) -> template
(its resources, and texts with where they come from) -> checks (findings) ->
reports. The rules for definitions are core/rules; those here are of templates.
"""
