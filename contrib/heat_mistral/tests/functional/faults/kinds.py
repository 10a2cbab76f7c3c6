"""How a call fails: the columns of the table."""

from heat_mistral.tests.functional.support.faulty import Fault

#: Seconds that a call may take by the plugin's own options here, and for how
#: long an answer is held back.
PATIENCE, HELD = 4, 6

_PAGE = '<html><body><h1>It works!</h1></body></html>'

KINDS = (
    Fault('500', 500, passing=False),
    Fault('502', 502),
    Fault('503', 503),
    Fault('504', 504),
    Fault('429', 429),
    Fault('423', 423),
    Fault('a web page', 200, page=_PAGE),
    Fault('an empty answer', 200, takes_effect=True, answer=lambda _: b''),
    Fault(
        'half an answer',
        200,
        takes_effect=True,
        answer=lambda body: body[: len(body) // 2] or b'{"',
    ),
    Fault('reset before', None),
    Fault('reset after', None, takes_effect=True),
    Fault('reset midway', None, takes_effect=True, breaks_off=True),
    Fault('too late', None, takes_effect=True, held=HELD),
)


def is_like_another(kind: Fault) -> bool:
    """Whether the plugin takes it for the same as a 503."""
    return kind.name in ('502', '504', '429', '423')
