"""The operator's options: ``[clients_mistral]`` of heat.conf.

They stand beside Heat's own options for the same service (endpoint_type,
ca_file, cert_file, key_file, insecure), so that an operator finds all that
concerns Mistral in one section.
"""

from oslo_config import cfg

GROUP = 'clients_mistral'

OPTS = [
    cfg.FloatOpt(
        'request_timeout', default=600, min=1,
        help='Seconds to wait for Mistral to answer one request made by a '
             'stack action. A definition of 4,000 tasks took Mistral about '
             'seven minutes to accept.'),
    cfg.FloatOpt(
        'signal_timeout', default=40, min=1,
        help='Seconds that a signal may take in all, retries included. Keep '
             'it below rpc_response_timeout: a caller who is told of a '
             'timeout cannot know whether the workflow runs.'),
    cfg.FloatOpt(
        'attribute_timeout', default=5, min=1,
        help='Seconds that a live attribute (executions, '
             'next_execution_time, ...) may take in all.'),
    cfg.IntOpt(
        'concurrent_requests', default=32, min=1,
        help='Signals and live attributes that one engine process serves at '
             'a time. Keep it below executor_thread_pool_size, so that a '
             'Mistral that hangs does not keep the engine from other work.'),
    cfg.IntOpt(
        'listed_executions', default=100, min=1, max=1000,
        help='How many executions the attribute "executions" shows, newest '
             'first.'),
    cfg.IntOpt(
        'validate_tasks', default=20, min=0,
        help='Definitions of at most so many tasks are also shown to Mistral '
             'when a template is validated, which costs it about 0.1 s a '
             'task. Larger ones are checked by Mistral when they are '
             'created.'),
]


def register(conf: cfg.ConfigOpts) -> None:
    """Make the options known to ``conf``; safe to call again."""
    conf.register_opts(OPTS, group=GROUP)


def list_opts() -> list[tuple[str, list[cfg.Opt]]]:
    """Options for oslo-config-generator (entry point oslo.config.opts)."""
    return [(GROUP, OPTS)]
