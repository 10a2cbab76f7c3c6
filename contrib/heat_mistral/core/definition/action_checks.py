"""The actions of one text together: circles, and what Mistral passes over.

Mistral takes both without a word; a run tells of the first that the action
could not be instantiated, and not why.
"""

from collections.abc import Iterator

from heat_mistral.core.definition import inline, model, positions


def circles(definition: model.Actions) -> Iterator[positions.DefinitionError]:
    """Actions whose base leads back to themselves; each circle once."""
    done: set[str] = set()
    for start in definition.actions:
        way: dict[str, None] = {}
        name = start
        while name in definition.actions and name not in done:
            if name in way:
                names = list(way)
                yield _circle(definition, names[names.index(name) :])
                break
            way[name] = None
            name = definition.actions[name].base
        done.update(way)


def _circle(
    definition: model.Actions, names: list[str]
) -> positions.DefinitionError:
    (first, *more) = names
    if more:
        told = ' -> '.join(f'"{name}"' for name in [*names[:10], first])
        why = f'the bases of these actions go in a circle: {told}'
    else:
        why = (
            f'the action "{first}" is its own base; if another one of this '
            f'name is meant, give this one a name of its own'
        )
    path = (first, 'base')
    return positions.DefinitionError(why, *definition.locate(path), path)


def ignored_inputs(
    definition: model.Actions,
) -> Iterator[positions.DefinitionError]:
    """What stands behind the name of a base and is not read.

    The base may work all the same, so these are no errors but warnings.
    """
    for name, action in definition.actions.items():
        path = (name, 'base')
        for key in inline.inputs(action.body['base'])[1]:
            yield positions.DefinitionError(
                f'Mistral ignores {key}=: a value after "=" has to be '
                f'{inline.READ}',
                *definition.locate(path),
                path,
            )


def foreign_bases(definition: model.Actions) -> dict[str, str]:
    """Base -> the first action that needs it, of bases not in the text."""
    found: dict[str, str] = {}
    for name, action in definition.actions.items():
        if action.base not in definition.actions:
            found.setdefault(action.base, name)
    return found
