"""Whether what is behind an API answers, too: engines and executors."""

import heatclient.exc
import keystoneauth1.exceptions
import mistralclient.api.base
import tenacity

from sandbox.production import daemons

_NOT_YET = (
    heatclient.exc.HTTPException,
    keystoneauth1.exceptions.ClientException,
    mistralclient.api.base.APIException,
    AssertionError,
)


def wait(sandbox, service):
    """Wait until all engines of a service take part.

    :param service: one of SERVICES.

    :raises tenacity.RetryError: after five minutes.
    """
    asking = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_NOT_YET),
        wait=tenacity.wait_fixed(0.3),
        stop=tenacity.stop_after_delay(300),
    )
    asking(_ASK[service], sandbox)


def _heat(sandbox):
    wanted = daemons.ENGINES * daemons.ENGINE_WORKERS
    found = sandbox.heat('admin').services.list()
    assert [each.status for each in found].count('up') >= wanted


def _mistral(sandbox):
    made = sandbox.mistral('admin').action_executions.create(
        'std.noop', save_result=False, run_sync=True
    )
    assert made.output is not None


_ASK = {'heat': _heat, 'mistral': _mistral}
SERVICES = frozenset(_ASK)
