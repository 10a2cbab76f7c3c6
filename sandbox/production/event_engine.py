"""Mistral's event engine; the stock one keeps a core busy when idle."""

import sys

from mistral.cmd import launch

from sandbox.services import mistral


def main():
    mistral.let_event_engine_rest()
    return launch.main()


if __name__ == '__main__':
    sys.exit(main())
