"""What can go wrong with the sandbox, told so that a person can act."""

import collections


class SandboxError(Exception):
    """Something that the user of the sandbox can read and act on."""


class ServiceFailed(SandboxError):
    """One service did not start or did not stay."""

    LINES = 25

    def __init__(self, name, what, log):
        self.name = name
        self.log = log
        super().__init__(
            f'{name} {what}\n'
            f'--- the last lines of {log}\n{tail(log, self.LINES)}'
        )


def tail(path, lines):
    try:
        with open(path, encoding='utf-8', errors='replace') as log:
            return ''.join(collections.deque(log, lines)).rstrip()
    except FileNotFoundError:
        return '(no log was written)'
