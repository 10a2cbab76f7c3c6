"""A code source in a stack, on a Mistral that is watched all the time."""

import itertools

from heat.common import exception

from heat_mistral.tests.unit.core.code_source.samples import GREET
from heat_mistral.tests.unit.support import resource_case

KIND = 'OS::Mistral::CodeSource'
SHOWN = 'name, greeting="Hello", times=1'


class CodeSourceCase(resource_case.ResourceTestCase):
    """After each request all lists of all projects are whole."""

    def setUp(self):
        super().setUp()
        self.seen_broken = []
        self._numbers = itertools.count()
        serve = self.mistral._serve

        def watched(request, context):
            answer = serve(request, context)
            self.watch(f'{request.method} {request.url}')
            return answer

        self.mistral.observe = watched

    def watch(self, request):
        """Note what would keep somebody from listing actions."""
        shown = self.mistral.listed_actions()
        if isinstance(shown, str):
            self.seen_broken.append((request, shown))
        for row in self.mistral.dynamic.values():
            source = self.mistral.sources[row['code_source_id']]
            if row['scope'] == 'public' and source['scope'] != 'public':
                self.seen_broken.append((request, 'a private source'))

    def tearDown(self):
        super().tearDown()
        self.assertEqual([], self.seen_broken)

    def source(self, content=GREET, actions=None, **properties):
        actions = {'acme.greet': 'Greet'} if actions is None else actions
        return self.resource(
            KIND,
            {'content': content, 'actions': actions, **properties},
            f'stk{next(self._numbers)}',
            'src',
        )

    def made(self, *args, **properties):
        return self.run_action(self.source(*args, **properties), 'create')

    def fails(self, rsrc, action, *args, **properties):
        """The reason for which an action of a resource fails."""
        call = self.updated if action == 'update' else self.run_action
        args = args if action == 'update' else (action, *args)
        self.assertRaises(
            exception.ResourceFailure, call, rsrc, *args, **properties
        )
        return rsrc.status_reason

    def changes(self, since=0):
        """Requests that change something, the trials left out."""
        kept = []
        for line, body, query in zip(
            self.mistral.log,
            self.mistral.bodies,
            self.mistral.queries,
            strict=True,
        ):
            text = body.decode() if isinstance(body, bytes) else body or ''
            is_trial = (
                '.stage' in query
                or '".stage"' in text
                or line.split('/')[-1] in self.mistral.tried
            )
            if not is_trial:
                kept.append(line)
            else:
                kept.append('GET a trial')
        return [line for line in kept[since:] if not line.startswith('GET')]

    def actions(self):
        """(name, class, name of the source, scope) of all actions."""
        return sorted(
            (
                row['name'],
                row['class_name'],
                self.mistral.sources[row['code_source_id']]['name'],
                row['scope'],
            )
            for row in self.mistral.dynamic.values()
        )

    def sources(self):
        """(name, version, scope) of all sources."""
        return sorted(
            (row['name'], row['version'], row['scope'])
            for row in self.mistral.sources.values()
        )
