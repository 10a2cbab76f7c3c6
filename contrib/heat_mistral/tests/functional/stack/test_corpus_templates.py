"""Templates of other projects: what works with Heat's own plugin works.

HEAT_MISTRAL_CORPUS names the directory.
"""

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import corpus
from heat_mistral.tests.functional.support.stacks import (
    Failed,
    Stacks,
    eventually,
)

WORKFLOW = 'OS::Mistral::Workflow'
BODY = 'use_request_body_as_input'
FINAL = ('SUCCESS', 'ERROR', 'CANCELLED')
WELL = 'well'


class Life:
    """One stack of a template, and what becomes of each thing done to it."""

    def __init__(self, sandbox, fields):
        self._stacks = Stacks(sandbox.heat())
        self._mistral = sandbox.mistral()
        self._fields = fields
        self.outcome = {}

    def __call__(self):
        """What was done -> "well" or the reason why not."""
        if self._does('create', self._create):
            self._does('outputs', self._outputs)
            self._does('signal', self._signal)
            self._does('update', self._update)
            self._does('signal again', self._signal)
        self._does('delete', self._stacks.clean_up)
        return self.outcome

    def _does(self, what, call):
        try:
            self.outcome[what] = call() or WELL
        except (Failed, heat_exc.HTTPException, AssertionError) as reason:
            self.outcome[what] = f'failed: {reason}'
            return False
        return True

    def _create(self):
        self._stack = self._stacks.create(
            self._fields['template'],
            files=self._fields['files'],
            parameters=self._fields['parameters'],
        )

    def _outputs(self):
        for output in self._stack.heat.stacks.output_list(self._stack.id)[
            'outputs'
        ]:
            self._stack.output(output['output_key'])

    def _update(self):
        """Change each workflow of the template itself."""
        for each in self._fields['template']['resources'].values():
            if each['type'] == WORKFLOW:
                each['properties']['tags'] = ['changed']
        self._stack.update(
            self._fields['template'],
            files=self._fields['files'],
            parameters=self._fields['parameters'],
        )

    def _signal(self):
        """How the runs end, of each workflow, nested ones too."""
        heat, ends = self._stack.heat, {}
        for each in heat.resources.list(self._stack.id, nested_depth=3):
            if each.resource_type != WORKFLOW:
                continue
            (url,) = (
                link['href'] for link in each.links if link['rel'] == 'stack'
            )
            name = each.physical_resource_id
            before = self._runs(name)
            heat.resources.signal(
                url.rsplit('/', 1)[-1],
                each.resource_name,
                data=self._body(each.resource_name),
            )

            def ended(name=name, before=before):
                new = [
                    run.state
                    for key, run in self._runs(name).items()
                    if key not in before
                ]
                return new if new and set(new) <= set(FINAL) else None

            ends.setdefault(each.resource_name, []).append(
                eventually(ended, f'a run of {name}', timeout=20)
            )
        return f'{WELL}: {ends}'

    def _runs(self, name):
        return {
            run.id: run
            for run in self._mistral.executions.list()
            if run.workflow_name == name
        }

    def _body(self, resource):
        """A value for each input, where they are asked for."""
        made = self._fields['template']['resources'].get(resource) or {}
        properties = made.get('properties') or {}
        return (
            dict.fromkeys(properties['input'], 'x')
            if properties.get(BODY)
            else None
        )


def lives(sandbox):
    """What becomes of each template, by its file's name.

    One after the other: Mistral's parser of expressions is not made for
    more (see heat_mistral.mistral_api.yaql_race), and a run may fail for that.
    """
    return {
        path.name: Life(sandbox, corpus.template(path))()
        for path in corpus.files('templates')
    }


@pytest.fixture(scope='module')
def in_tree(sandbox, plugins):
    """What becomes of each template with Heat's own plugin."""
    corpus.files('templates')  # or there is nothing to be done
    plugins.use(False)
    try:
        return lives(sandbox)
    finally:
        plugins.use(True)


def test_what_works_with_heats_own_plugin_works(sandbox, in_tree):
    ours = lives(sandbox)
    assert in_tree.keys() == ours.keys()
    for name, theirs in in_tree.items():
        print(f'{name}\n  in-tree: {theirs}\n  ours: {ours[name]}')
        assert all(end.startswith(WELL) for end in ours[name].values()), ours[
            name
        ]
        worse = {
            what: (end, ours[name].get(what))
            for what, end in theirs.items()
            if end.startswith(WELL) and ours[name].get(what) != end
        }
        assert not worse, name
