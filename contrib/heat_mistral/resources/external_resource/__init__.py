"""OS::Mistral::ExternalResource: a thing that workflows make and delete.

resource is what Heat calls. desired is what the properties ask for, and
reconciler brings it about. The runs themselves are in runs/.
"""
