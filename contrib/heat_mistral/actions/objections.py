"""Why a source is not uploaded, or an action not changed; pure."""

from collections.abc import Sequence

from heat_mistral.actions import mark, places
from heat_mistral.actions.model import (
    Action,
    Observed,
    Registered,
    Source,
    Uploaded,
)
from heat_mistral.actions.naming import normalized
from heat_mistral.actions.plan import Options, SourcePlan
from heat_mistral.core import code_source


def whose(uploaded: Uploaded, source: Source) -> str | None:
    """Why a source is not this file's to replace, or None."""
    found = mark.read(uploaded.content)
    if found is None:
        return (
            f'the code source {uploaded.name} was not uploaded by this '
            f'command; see "adopt", or use --override'
        )
    if not found.is_intact:
        return (
            f'the code source {uploaded.name} was modified elsewhere; '
            f'--override replaces it'
        )
    if normalized(found.distribution) != normalized(source.distribution):
        return (
            f'the code source {uploaded.name} is from {found.distribution}; '
            f'--override replaces it'
        )
    return None


def of_another_directory(
    uploaded: Uploaded, gone: Sequence[Registered]
) -> str | None:
    """Why a source may be that of another directory of the name, or None.

    The mark of a directory has no more than the last part of its path, which
    somebody else's may have as well.

    :param gone: actions whose class the file has not.
    """
    found = mark.read(uploaded.content)
    if not gone or found is None or found.version != places.NO_VERSION:
        return None
    return (
        f'the code source {uploaded.name} has {gone[0].name}, which this file '
        f'has not, and may be of another directory {found.distribution}; '
        f'--override replaces it'
    )


def foreign(
    registered: Registered, drafted: SourcePlan, observed: Observed
) -> str | None:
    """Why an action is not this command's to change, or None."""
    uploaded = drafted.uploaded
    if uploaded is not None and registered.source_id == uploaded.id:
        return None
    used = observed.source(registered.source_id)
    if used is None:
        return 'it is in a code source of another project'
    return whose(used, drafted.source)


def findings(
    source: Source, meant: list[Action], options: Options
) -> list[code_source.Finding]:
    """What is wrong with a source, or may be, as far as its text tells."""
    return list(source.findings) or code_source.check(
        source.text,
        [action.class_name for action in meant],
        allowed=options.allowed_imports,
    )


def fault(
    source: Source,
    content: str,
    found: list[code_source.Finding],
    options: Options,
) -> str | None:
    """Why a source is not uploaded at all, or None.

    :param content: with its mark.
    """
    errors = code_source.errors_of(found, options.strict)
    if errors:
        return located(source, errors[0]) + (
            f' (and {len(errors) - 1} more)' if len(errors) > 1 else ''
        )
    size = len(content.encode('utf-8', 'surrogatepass'))
    if size > code_source.MAX_BYTES:
        return (
            f'{source.path}: with its mark the source has {size:,} bytes; at '
            f'most {code_source.MAX_BYTES:,} fit'
        )
    return None


def located(source: Source, found: code_source.Finding) -> str:
    """A finding as compilers tell it: ``path:line:column: message``."""
    place = source.path
    if found.line is not None:
        place += f':{found.line}:{found.column or 1}'
    return f'{place}: {found.message}'
