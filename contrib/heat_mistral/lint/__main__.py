"""``python -m heat_mistral.lint``."""

import sys

from heat_mistral.lint import command

if __name__ == '__main__':
    sys.exit(command.main())
