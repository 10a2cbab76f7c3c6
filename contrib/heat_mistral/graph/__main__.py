"""``python -m heat_mistral.graph``."""

import sys

from heat_mistral.graph import command

if __name__ == '__main__':
    sys.exit(command.main())
