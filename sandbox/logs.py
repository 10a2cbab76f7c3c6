"""Show the ends of log files, and what comes after them."""

import time

from rich import console

from sandbox import errors

PAUSE = 0.3


def show(files, lines, follow):
    """Print the last lines of each file by name, then maybe more."""
    out = console.Console(highlight=False, soft_wrap=True, markup=False)
    for name, path in files.items():
        if len(files) > 1:
            out.rule(name)
        out.print(errors.tail(path, lines))
    if follow:
        _follow(files, out)


def _follow(files, out):
    opened = {}
    while True:
        for name, path in files.items():
            if name not in opened and path.exists():
                opened[name] = path.open(errors='replace')
                opened[name].seek(0, 2)
        for name, log in opened.items():
            for line in log:
                before = f'{name:9}| ' if len(files) > 1 else ''
                out.print(before + line.rstrip('\n'))
        time.sleep(PAUSE)
