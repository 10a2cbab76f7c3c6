"""Errors that reach the caller of Heat's API with their text.

oslo.messaging replies with the arguments and the ``kwargs`` of an exception,
and Heat's API calls its class with both (``serialize_remote_exception`` and
its counterpart). Of Heat 22 to 27 an ``Error`` has its text in both and takes
it once, so that the API gets a RemoteError: a 500 without a reason. (A
``ResourceFailure`` cannot be sent at all while it holds a resource: there is
no reply, and the caller waits for Heat's timeout. Without one, its class does
not take its own arguments back.)
"""

from heat.common import exception


def error(text: str) -> exception.Error:
    """An error, 500 at Heat's API, that can be made again from its args."""
    made = exception.Error(text)
    made.kwargs = {}
    return made
