"""An external resource on a Mistral whose runs go on as told."""

import json

from heat_mistral.tests.unit.support import runs_case
from heat_mistral.tests.unit.support.runs_case import ACTIONS, NAMES

KIND = 'OS::Mistral::ExternalResource'


class ExternalResourceCase(runs_case.RunsCase):
    def external(self, only=ACTIONS, **properties):
        actions = {
            action: {'workflow': name}
            for action, name in zip(ACTIONS, NAMES, strict=True)
            if action in only
        }
        return self.resource(
            KIND,
            {'actions': actions, 'input': {'a': 1}, **properties},
            stack_name=f's{len(self._stacks)}',
            name='e',
        )

    def made(self, *args, **properties):
        return self.run_action(self.external(*args, **properties), 'create')

    def env(self, name):
        (run,) = self.started(name).values()
        return json.loads(run['params']).get('env')
