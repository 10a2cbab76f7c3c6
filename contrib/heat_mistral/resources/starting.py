"""Starting a run for somebody who waits for the answer."""

from heat.common import exception
from heat.common.i18n import _

from heat_mistral import client, errors, signals, waiting
from heat_mistral.resources import records


def start(plugin: client.HeatMistralClientPlugin, run: signals.Run,
          record: records.Record, execution_id: str, mark: str) -> None:
    """Start a run under this id: once, whatever replies are lost.

    :param mark: the execution's description.
    :raises heat_mistral.signals.Refused: nothing was started.
    :raises heat_mistral.waiting.Busy: nothing was started.
    :raises heat.common.exception.Error: nobody knows.
    """
    unanswered = []

    def attempt():
        try:
            plugin.create_execution(
                execution_id, record.id, record.namespace,
                dict(run.input), dict(run.params), mark)
        except Exception as ex:
            if not errors.is_refusal(ex):
                unanswered.append(ex)
            raise

    try:
        plugin.within(plugin.option('signal_timeout'), attempt)
    except waiting.Busy:
        raise  # nothing was sent
    except Exception as ex:
        reason = errors.first_line(ex)
        # A refusal tells nothing of an earlier try without an answer.
        if errors.is_refusal(ex) and not unanswered:
            raise signals.Refused(reason) from ex
        raise exception.Error(_(
            'execution %(id)s of workflow %(name)s may or may not have '
            'been started: %(why)s') % {
                'id': execution_id, 'name': run.workflow,
                'why': reason}) from ex
