"""OS::Mistral::Environment: variables that many runs share, by a name.

resource is what Heat calls. desired is an environment as a template wants it.
reconciler brings Mistral in line with it, by what records keeps; users finds
the triggers that name an environment which is to go.
"""
