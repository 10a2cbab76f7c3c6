"""python -m benchmarks [NAME ...] --profile P --scale S --out DIRECTORY

Measures, shows tables, and writes figures.rst, a plot and the samples (JSON)
of each profile. A measurement that is made again takes the place of the old
one; ``--render`` makes the page of what is there.
"""

import argparse
import importlib
import pathlib
import signal
import sys
import tempfile
import time
from typing import Any

from rich.console import Console

from benchmarks import (
    machine,
    measurements,
    page,
    plot,
    results,
    tables,
    world,
)
from sandbox import SandboxError, parts, report

SCALES = ('small', 'full')


def main() -> int:
    options = _options()
    # Ending in order ends what was started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options.out.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    if not options.render:
        try:
            failed = _measure(options)
        except SandboxError as error:
            print(error, file=sys.stderr)
            return 1
    _render(options.out)
    if failed:
        print('not measured:', ', '.join(failed), file=sys.stderr)
    return bool(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        'names',
        nargs='*',
        metavar='NAME',
        help='of measurements; all by default:\n'
        + ', '.join(measurements.NAMES),
    )
    parser.add_argument('--profile', choices=parts.PROFILES, default='default')
    parser.add_argument('--scale', choices=SCALES, default='small')
    parser.add_argument('--out', type=pathlib.Path, default='.benchmarks')
    parser.add_argument('--render', action='store_true')
    options = parser.parse_args()
    for name in options.names:
        if name not in measurements.NAMES:
            parser.error(
                f'there is no measurement {name}; there are '
                + ', '.join(measurements.NAMES)
            )
    return options


def _measure(options: argparse.Namespace) -> list[str]:
    """Make the measurements; return the names of those that failed."""
    path = _path(options.out, options.profile)
    console = Console()
    failed = []
    with (
        tempfile.TemporaryDirectory() as directory,
        report.to_person() as reporter,
        world.running(directory, options.profile, reporter) as cloud,
    ):
        for name in options.names or measurements.NAMES:
            try:
                with reporter.step(name):
                    result = _measured(cloud, name, options)
            except Exception:
                # On a machine that is too busy requests time out. What was
                # measured before stays, and the others may still succeed.
                console.print_exception(max_frames=6)
                failed.append(name)
                continue
            # Read again: another run may have written meanwhile.
            results.write(path, results.read(path) | {name: result})
            tables.show(console, result)
    return failed


def _measured(
    cloud: world.World, name: str, options: argparse.Namespace
) -> results.Result:
    module: Any = importlib.import_module(f'benchmarks.measurements.{name}')
    load, memory = [machine.load()], [cloud.engine_memory()]
    engines = cloud.sandbox.service('heat').processes
    began = time.monotonic()
    result = module.measure(cloud, module.SIZES[options.scale])
    load.append(machine.load())
    if engines == cloud.sandbox.service('heat').processes:
        memory.append(cloud.engine_memory())
    else:
        memory.append({})  # others, which have not been through it
    result.circumstances = machine.circumstances() | {
        'profile': options.profile,
        'scale': options.scale,
        'seconds': round(time.monotonic() - began),
        'load': load,
        'engine_memory_mib': memory,
    }
    return result


def _render(out: pathlib.Path) -> None:
    found = {
        profile: results.read(_path(out, profile))
        for profile in parts.PROFILES
    }
    found = {
        profile: {
            name: made[name] for name in measurements.NAMES if name in made
        }
        for profile, made in found.items()
        if made
    }
    for profile, made in found.items():
        plot.draw(out / plot.file_name(profile), made)
    (out / 'figures.rst').write_text(page.text(found))


def _path(out: pathlib.Path, profile: str) -> pathlib.Path:
    return out / f'figures-{profile}.json'


if __name__ == '__main__':
    sys.exit(main())
