"""OS::Mistral::CodeSource: a Python source, and actions that are its classes.

For administrators. resource.py has what Heat calls; a desired.Desired is
checked as a syntax tree, tried in Mistral (``mistral_api.staging``) and only
then made known by publishing.py, in an order in which no list of actions ever
meets a class that is not there. reconciler.py removes what is not wanted any
more, when nothing of it runs (leaving.py, running.py). records.py has what is
stored, registry.py looks at Mistral.
"""
