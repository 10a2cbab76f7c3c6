"""What the plugin costs, beside its peers: ``python -m benchmarks``.

Ours, the in-tree plugin and bare requests to Mistral take turns in one run on
one cloud, so that a ratio holds on a busy machine, too. ``measurements/`` has
a file for each thing that is measured.
"""
