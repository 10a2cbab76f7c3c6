#!/usr/bin/env python3
"""Send a signal until it is answered; the workflow runs once.

    send.py ALARM_URL '{"item": "disks", "number": 2}'

The alarm_url is a secret: read it from a file or a variable.
"""

import json
import sys
import time
import urllib.error
import urllib.request
import uuid

# Heat answers within a minute, or not at all.
TIMEOUT = 90
PAUSES = (1, 2, 4, 8, 15, 30, 60, None)


def send(url, run_input):
    """The id of the execution.

    :raises SystemExit: if the signal was refused, or was never answered.
    """
    # Chosen once: all that is sent below is the same signal.
    signal = {'id': str(uuid.uuid4()), 'input': run_input}
    for pause in PAUSES:
        request = urllib.request.Request(  # noqa: S310  # an alarm_url
            url,
            json.dumps(signal).encode(),
            {'Content-Type': 'application/json'},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                return signal['id']
        except urllib.error.HTTPError as error:
            if error.code < 500:
                # Nothing was started, and nothing would be by this again.
                sys.exit(error.read().decode())
            told = f'status {error.code}'
        except OSError as error:
            told = str(error)
        print(f'no answer yet: {told}', file=sys.stderr)
        if pause is not None:
            time.sleep(pause)
    sys.exit(f'nobody knows whether {signal["id"]} runs: ask Mistral for it')


if __name__ == '__main__':
    print(send(sys.argv[1], json.loads(sys.argv[2])))
