"""The operator's options: ``[clients_mistral]`` of heat.conf.

They stand beside Heat's own options for the same service (endpoint_type,
ca_file, cert_file, key_file, insecure), so that an operator finds all that
concerns Mistral in one section.
"""

from oslo_config import cfg

GROUP = 'clients_mistral'

OPTS = [
    cfg.FloatOpt(
        'request_timeout',
        default=600,
        min=1,
        help='Seconds that Mistral may take to accept a definition when a '
        'workflow is created or updated: one of 4,000 tasks took it about '
        'seven minutes. Its other answers to a stack action are awaited '
        'for a minute, or for this where it is less.',
    ),
    cfg.FloatOpt(
        'signal_timeout',
        default=40,
        min=1,
        help='Seconds that a signal may take in all, retries included. Keep '
        'it below rpc_response_timeout: a caller who is told of a '
        'timeout cannot know whether the workflow runs.',
    ),
    cfg.FloatOpt(
        'attribute_timeout',
        default=5,
        min=1,
        help='Seconds that a live attribute (executions, '
        'next_execution_time, ...) may take in all.',
    ),
    cfg.IntOpt(
        'concurrent_requests',
        default=32,
        min=1,
        help='Signals, live attributes and validations that one engine '
        'process has in hand at a time, signals that wait for their turn '
        'among them; what is beyond is refused at once. Signals may be three '
        'quarters of it, and those of one project three quarters of these. '
        'Notifications of Mistral (the property notify) have a quarter as '
        'many beside it; those beyond are counted and not told. Keep five '
        'quarters of it below executor_thread_pool_size, so that a Mistral '
        'that hangs does not keep the engine from other work.',
    ),
    cfg.IntOpt(
        'concurrent_signals',
        default=4,
        min=1,
        help='Signals to workflows that one engine process serves at a time, '
        'and as many notifications of Mistral beside them; '
        'the others wait for their turn, for half of signal_timeout at most. '
        'One project has all of them but one at most; where it is 1, '
        'projects with signals that wait are served in turn. '
        'A few keep an engine process and Mistral as busy as they can be; '
        'with many more at a time, Keystone and Mistral have no time for '
        'other stacks during a storm of signals.',
    ),
    cfg.IntOpt(
        'listed_executions',
        default=100,
        min=1,
        max=1000,
        help='How many executions the attribute "executions" shows, newest '
        'first.',
    ),
    cfg.IntOpt(
        'definition_size',
        default=1024 * 1024,
        min=1,
        help='Bytes that the definition of one OS::Mistral::Workflow or '
        'OS::Mistral::Action may have when it is created or updated. '
        'Reading a definition takes '
        'an engine about 90 times its size of memory for a moment.',
    ),
    cfg.IntOpt(
        'validate_tasks',
        default=20,
        min=0,
        help='Definitions of at most so many tasks are also shown to Mistral '
        'when a template is validated, which costs it about 0.1 s a '
        'task: new and changed ones that have more than the plugin can '
        'check itself, until those of one request have taken ten seconds. '
        'The others are checked by Mistral when they are created or updated.',
    ),
]


def register(conf: cfg.ConfigOpts) -> None:
    """Make the options known to ``conf``; safe to call again."""
    conf.register_opts(OPTS, group=GROUP)


def list_opts() -> list[tuple[str, list[cfg.Opt]]]:
    """Options for oslo-config-generator (entry point oslo.config.opts)."""
    return [(GROUP, OPTS)]
