"""The resource types, a folder each; Heat's loader reads them by plugin/.

Types import nothing of each other. Each may import runs/, heat_support/,
client, mistral_api/ and core/. Where a folder has a file of one of these
names, it holds the same in every type:

resource    what Heat calls: the schema by name, then the life in its order
schema      properties and attributes
desired     from properties to one value that says what is to be there
records     what is stored, and read again by the next engine
reconciler  brings Mistral in line with what is desired, safe to repeat
attributes  what an output shows
"""
