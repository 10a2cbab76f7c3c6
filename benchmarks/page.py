"""doc/source/admin/figures.rst: what was measured, as a page."""

from benchmarks import plot, results, tables

_OPENING = """\
.. Made by ``python -m benchmarks``; see there. Do not edit.

=======
Figures
=======

What the plugin costs, beside bare requests to Mistral and Heat's in-tree
plugin, which took turns in one run. Times are medians. A ratio is the median
of those of the rounds, with the quartiles in brackets: it holds on a busy
machine, too, where times alone tell little. To measure again:

.. code-block:: sh
   :class: not-run takes-long

   tox -e bench                                   # five minutes
   tox -e bench -- --profile production --scale full
   tox -e bench -- clients history --out doc/source/admin

"""
_PROFILES = {
    'default': 'One process for each service, on SQLite and a bus in memory',
    'production': 'MariaDB, RabbitMQ, two engines of two workers each',
}


def text(found: dict[str, dict[str, results.Result]]) -> str:
    """The page.

    :param found: results by name, by profile.
    """
    return _OPENING + '\n'.join(
        _profile(profile, made) for profile, made in found.items()
    )


def _profile(profile: str, made: dict[str, results.Result]) -> str:
    parts = [_title(_PROFILES[profile], '=')]
    if any(len(c.points) > 1 for each in made.values() for c in each.charts):
        parts.append(
            f'.. image:: {plot.file_name(profile)}\n'
            f'   :alt: the tables below, as curves\n'
        )
    parts += [_result(result, profile) for result in made.values()]
    return '\n'.join(parts)


def _result(result: results.Result, profile: str) -> str:
    parts = [_title(f'{result.title} ({profile})', '-'), result.text]
    parts += map(_table, tables.all_of(result))
    wanted = [
        f'* {ratio.label}: {ratio.wanted}\n'
        for chart in result.charts
        for ratio in chart.ratios
        if ratio.wanted
    ]
    if wanted:
        parts.append('Aimed at:\n\n' + ''.join(dict.fromkeys(wanted)))
    parts += [note + '\n' for note in result.notes]
    parts.append(_circumstances(result.circumstances))
    return '\n'.join(parts)


def _circumstances(seen: dict) -> str:
    releases = ', '.join(
        f'{name} {version}' for name, version in seen['releases'].items()
    )
    before, after = seen['engine_memory_mib']
    memory = '; '.join(
        f'{name} {before.get(name, 0):.0f} before, {mib:.0f} after'
        for name, mib in after.items()
    )
    memory = memory or 'not told, for they were restarted'
    begun, ended = seen['load']
    return (
        f'Measured {seen["date"]} in {seen["seconds"]} s '
        f'(``--scale {seen["scale"]}``), {seen["cores"]} cores '
        f'({seen["processor"]}), {seen["memory_gib"]} GiB, Python '
        f'{seen["python"]}; load {begun:.1f} at the beginning, {ended:.1f} at '
        f'the end. {releases}. Memory of the engines in MiB: {memory}.\n'
    )


def _title(words: str, line: str) -> str:
    return f'{words}\n{line * len(words)}\n'


def _table(listing: results.Listing) -> str:
    lines = [f'.. list-table:: {listing.title}', '   :header-rows: 1', '']
    for row in [listing.header, *listing.rows]:
        first, *others = row
        lines.append(f'   * - {first}')
        lines += [f'     - {each}' for each in others]
    return '\n'.join([*lines, ''])
