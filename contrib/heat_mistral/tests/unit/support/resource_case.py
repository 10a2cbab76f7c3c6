"""Resources in a real stack of Heat's, on a Mistral over recorded HTTP."""

import textwrap
from unittest import mock

from heat.engine import clients, resource, scheduler, stack, template
from heat.objects import event as event_object
from heat.tests import common, utils
from oslo_config import cfg
from requests_mock.contrib import fixture as rm_fixture

from heat_mistral.heat_support import signals
from heat_mistral.mistral_api import verdicts
from heat_mistral.plugin import heat_mistral_plugin
from heat_mistral.tests.unit.support import cloud, fake_mistral


class Died(BaseException):
    """The engine is no more."""


class ResourceTestCase(common.HeatTestCase):
    """Has a Mistral, ``self.mistral``."""

    def setUp(self):
        super().setUp()
        clients.initialise()
        self._stacks = []  # a resource holds a weak reference only
        signals._told.clear()
        verdicts.forget()
        self.stub_keystoneclient()
        cfg.CONF.set_override(
            'heat_waitcondition_server_url',
            'http://heat.test:8000/v1/waitcondition',
        )
        self.http = self.useFixture(rm_fixture.Fixture(case_sensitive=True))
        self.mistral = fake_mistral.FakeMistral(self.http)
        for name, cls in heat_mistral_plugin.resource_mapping().items():
            resource._register_class(name, cls)

    def context(self):
        made = utils.dummy_context(
            tenant_id=cloud.PROJECT, region_name=cloud.REGION
        )
        made._auth_plugin = cloud.auth(cloud.token())
        return made

    def resource(self, kind, properties, stack_name='stk', name='w', **more):
        """A resource of a stored stack, not created yet."""
        return self.resources(
            {name: dict(more, type=kind, properties=properties)}, stack_name
        )[name]

    def resources(self, snippets, stack_name='stk'):
        """A stored stack of these resources, none created yet."""
        parsed = template.Template(
            {'heat_template_version': '2018-08-31', 'resources': snippets}
        )
        made = stack.Stack(self.context(), stack_name, parsed)
        made.store()
        self._stacks.append(made)
        return made

    def workflow(self, definition, stack='stk', **properties):
        if definition is not None:
            properties['definition'] = textwrap.dedent(definition)
        return self.resource('OS::Mistral::Workflow', properties, stack)

    def run_action(self, rsrc, action, *args):
        """Run an action of a resource to its end."""
        scheduler.TaskRunner(getattr(rsrc, action), *args)()
        return rsrc

    def created(self, definition, **properties):
        return self.run_action(
            self.workflow(definition, **properties), 'create'
        )

    def action(self, definition, stack='stk', **properties):
        """A resource of ad-hoc actions, ``stk.a``, not created yet."""
        properties['definition'] = textwrap.dedent(definition)
        return self.resource('OS::Mistral::Action', properties, stack, 'a')

    def updated(self, rsrc, **properties):
        """Update the resource to these properties."""
        if 'definition' in properties:
            properties['definition'] = textwrap.dedent(
                properties['definition']
            )
        after = rsrc.t.freeze(
            properties=dict(rsrc.t._properties or {}, **properties)
        )
        return self.run_action(rsrc, 'update', after)

    def dies(self, rsrc, action, number):
        """Run an action; the engine dies at a change of the records.

        :returns: whether it came to that.
        """
        real, left = type(rsrc).data_set, [number]

        def data_set(self, *args, **kwargs):
            left[0] -= 1
            if left[0] < 0:
                raise Died
            return real(self, *args, **kwargs)

        with mock.patch.object(type(rsrc), 'data_set', data_set):
            try:
                action()
            except Died:
                return True
        return False

    def events(self, rsrc):
        """Reasons of the resource's events."""
        return [
            event.resource_status_reason or ''
            for event in event_object.Event.get_all_by_stack(
                rsrc.context, rsrc.stack.id
            )
        ]
