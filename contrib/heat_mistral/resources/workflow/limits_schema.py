"""What the property ``signal_limits`` of OS::Mistral::Workflow takes."""

from heat.common.i18n import _
from heat.engine import constraints, properties

KEYS = (RUNNING, COOLDOWN, PER, EXCEEDED) = (
    'running',
    'cooldown',
    'per',
    'exceeded',
)
WHEN_EXCEEDED = (REFUSE, JOIN) = ('refuse', 'join')

# Each unfinished run is a row that each signal reads.
_MOST_RUNNING = 100
_LONGEST_COOLDOWN = 31 * 24 * 60 * 60  # seconds
_MOST_KEYS, _KEY_LENGTH = 10, 255

_S = properties.Schema

properties_schema = {
    RUNNING: _S(
        _S.INTEGER,
        _('At most so many unfinished runs of a group.'),
        constraints=[constraints.Range(1, _MOST_RUNNING)],
    ),
    COOLDOWN: _S(
        _S.INTEGER,
        _(
            'Seconds after the start of a run in which no other run of its '
            'group starts.'
        ),
        constraints=[constraints.Range(1, _LONGEST_COOLDOWN)],
    ),
    PER: _S(
        _S.LIST,
        _(
            'Keys of the body of a signal, such as alarm_id or '
            'reason_data.most_recent: signals with the same values are a '
            'group. Without it all signals are one.'
        ),
        schema=_S(
            _S.STRING,
            constraints=[
                constraints.Length(max=_KEY_LENGTH),
                constraints.AllowedPattern(
                    r'[^.\s]+(\.[^.\s]+)*',
                    description=_(
                        'a key of the body, with a dot before a key within '
                        'it: reason_data.most_recent'
                    ),
                ),
            ],
        ),
        constraints=[constraints.Length(min=1, max=_MOST_KEYS)],
    ),
    EXCEEDED: _S(
        _S.STRING,
        _(
            'What becomes of a signal beyond the limits: refuse, an answer of '
            '400 that names the execution in the way; or join, an answer of '
            '200 where that execution was started for the same workflow, '
            'input and params.'
        ),
        default=REFUSE,
        constraints=[constraints.AllowedValues(WHEN_EXCEEDED)],
    ),
}
