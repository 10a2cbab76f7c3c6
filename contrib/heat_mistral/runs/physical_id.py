"""The physical id of a resource that runs workflows: there from the start.

Heat takes a resource without one for one that is not there: it refuses to
adopt it, and would replace it where it observes reality (which the base class
prevents, since older releases gave none where nothing was run). So the id is
the owner's UUID until a run gives a better one.
"""

from heat_mistral.heat_support import owner, protocols


def give(rsrc: protocols.Identified) -> None:
    """Give the resource an id, in Heat's database as well."""
    owner.make(rsrc)
    rsrc.resource_id_set(owner.of(rsrc))


def stands_for_something(rsrc: protocols.Identified) -> bool:
    """Whether a run, or whoever made the resource, has given the id."""
    return rsrc.resource_id not in (None, owner.of(rsrc))
