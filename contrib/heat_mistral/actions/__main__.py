"""``python -m heat_mistral.actions``."""

import sys

from heat_mistral.actions import shell

if __name__ == '__main__':
    sys.exit(shell.main())
