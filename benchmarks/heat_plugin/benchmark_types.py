"""Types for Heat's loader: the peers, under names of their own.

So ours, the in-tree plugin's own classes and a signal that does nothing are
served by the same engines, and can take turns.
"""

from heat.engine import attributes
from heat.engine.resources import signal_responder
from heat.engine.resources.openstack.mistral import cron_trigger, workflow


class Empty(signal_responder.SignalResponder):
    """What Heat itself does for a signal that it answers, with its event."""

    handle_signal = None
    signal_needs_metadata_updates = False
    properties_schema = {}
    attributes_schema = {
        'alarm_url': attributes.Schema('Signed URL for signals.'),
        'now': attributes.Schema(
            'What is made anew each time it is shown.',
            cache_mode=attributes.Schema.CACHE_NONE,
        ),
    }

    def handle_create(self):
        self.resource_id_set(self.physical_resource_name())

    def handle_delete(self):
        self._delete_signals()
        self._delete_user()

    def _handle_signal(self, details):
        self._add_event('SIGNAL', self.status, 'Signal: nothing was done')

    def _resolve_attribute(self, name):
        if name == 'alarm_url':
            return self._get_ec2_signed_url(never_expire=True)
        return 'nothing'


def resource_mapping():
    return {
        'Benchmark::Empty': Empty,
        'Benchmark::InTree::Workflow': workflow.Workflow,
        'Benchmark::InTree::CronTrigger': cron_trigger.CronTrigger,
    }
