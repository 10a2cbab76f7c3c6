"""An administrator's stack, where other projects have the same names.

Mistral shows an administrator what all projects have, and looks names up in
all of them: nothing of another project may be run, shown, changed or deleted.
"""

import contextlib
import json
import uuid
from typing import Any

import pytest

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually, post

OTHERS = ('demo', 'other')
SAYS = """
version: '2.0'
NAME:
  output: {said: <% task(t).result %>}
  tasks:
    t: {action: std.echo, input: {output: WHOSE}}
"""
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        job:
          output: {said: ours}
          tasks:
            t: {action: std.echo, input: {output: ours}}
  c:
    type: OS::Mistral::CronTrigger
    properties:
      name: NAME-often
      workflow: NAME-hand
      pattern: '* * * * * *'
      count: 2
  nightly:
    type: OS::Mistral::CronTrigger
    properties:
      name: NAME-nightly
      workflow: {get_attr: [w, available_workflows, job]}
      pattern: '0 3 1 1 *'
  run:
    type: OS::Mistral::Execution
    properties: {workflow: NAME-hand}
  thing:
    type: OS::Mistral::ExternalResource
    properties:
      actions:
        CREATE: {workflow: NAME-hand}
        UPDATE: {workflow: NAME-hand}
        DELETE: {workflow: NAME-hand}
  known:
    type: OS::Mistral::Workflow
    external_id: NAME-hand
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  ids: {value: {get_attr: [w, workflow_ids]}}
  executions: {value: {get_attr: [w, executions]}}
  fired: {value: {get_attr: [c, executions]}}
  ran: {value: {get_attr: [run, output]}}
  made: {value: {get_attr: [thing, output]}}
  known: {value: {get_attr: [known, workflow_ids]}}
"""
# As Heat's own plugin takes it: of that, Heat knows no more than the names.
IN_TREE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      name: NAME.w.job
      type: direct
      tasks: [{name: t, action: std.noop}]
  c:
    type: OS::Mistral::CronTrigger
    properties:
      name: NAME-nightly
      workflow: {name: {get_resource: w}}
      pattern: '0 3 1 1 *'
"""


class Strangers:
    """What the other projects have: workflows, triggers, executions."""

    def __init__(self, sandbox, name: str) -> None:
        self._clients = {user: sandbox.mistral(user) for user in OTHERS}
        self._name = name

    def make(self) -> None:
        for user, mistral in self._clients.items():
            for name in (f'{self._name}.w.job', f'{self._name}-hand'):
                by_hand(mistral, name, user)
                mistral.executions.create(name)
            for what in ('nightly', 'often'):
                mistral.cron_triggers.create(
                    f'{self._name}-{what}',
                    f'{self._name}.w.job',
                    pattern='0 3 1 1 *',
                )
        eventually(
            lambda: all(
                row.state == 'SUCCESS' for row in self._of('executions')
            ),
            'their executions',
        )

    def all(self) -> list[dict[str, Any]]:
        """All there is, as Mistral shows it to them."""
        return [
            {
                key: value
                for key, value in row.to_dict().items()
                if key != 'next_execution_time'
            }
            for kind in ('workflows', 'cron_triggers', 'executions')
            for row in self._of(kind)
        ]

    def ids(self) -> set[str]:
        return {row.id for row in self._of('workflows')}

    def clean_up(self) -> None:
        for user, mistral in self._clients.items():
            for kind in ('cron_triggers', 'executions', 'workflows'):
                for row in self._of(kind, user):
                    getattr(mistral, kind).delete(row.id)

    def _of(self, kind: str, *users: str) -> list[Any]:
        return [
            row
            for user in users or OTHERS
            for row in getattr(self._clients[user], kind).list()
            if self._name
            in (row.workflow_name if kind == 'executions' else row.name)
        ]


def by_hand(mistral, name: str, whose: str) -> Any:
    (made,) = mistral.workflows.create(
        SAYS.replace('NAME', name).replace('WHOSE', whose)
    )
    return made


@pytest.fixture
def name():
    return f'projects-{uuid.uuid4().hex[:8]}'


@pytest.fixture
def strangers(sandbox, name):
    there = Strangers(sandbox, name)
    yield there
    there.clean_up()


@pytest.fixture
def admin(sandbox):
    """Mistral as an administrator sees it, whose project is another one."""
    return sandbox.mistral('admin')


@pytest.fixture
def admins_stacks(sandbox):
    made = stacks_.Stacks(sandbox.heat('admin'))
    yield made
    made.clean_up()


@pytest.fixture
def hand(admin, name):
    """The project's own workflow; not older than those of the others."""
    made = by_hand(admin, f'{name}-hand', 'ours')
    yield made
    with contextlib.suppress(Exception):
        admin.workflows.delete(made.id)


def test_nothing_of_another_project_is_used_or_touched(
    strangers, hand, admin, admins_stacks, name
):
    strangers.make()
    before = strangers.all()
    template = TEMPLATE.replace('NAME', name)
    stack = admins_stacks.create(template, name=name)
    (job,) = stack.output('ids').values()
    assert job not in strangers.ids()
    assert stack.output('known') == {f'{name}-hand': hand.id}
    assert said(stack.output('ran')) == 'ours'
    assert said(stack.output('made')) == 'ours'

    stack.signal('w')
    stack.signal('known')
    answer = post(stack.output('url'))
    assert answer.status_code == 200, answer.text
    assert len(stack.output('executions')) == 2
    eventually(lambda: len(stack.output('fired')) == 2, 'two runs')
    # The external resource, the Execution, the signal and the two ticks.
    ran = admin.executions.list(workflow_id=hand.id)
    assert len(ran) == 5

    for action in ('suspend', 'resume', 'check'):
        stack.act(action)
    stack.update(
        template.replace('output: ours', 'output: changed').replace(
            'UPDATE', 'RESUME'
        )
    )
    assert 'output: changed' in admin.workflows.get(job).definition
    stack.delete()
    assert strangers.all() == before
    left = [row.id for row in admin.executions.list(workflow_id=hand.id)]
    assert len(left) == 1  # that of somebody else's, which is only referred to
    admin.executions.delete(left[0])
    assert not [
        row
        for row in [*admin.workflows.list(), *admin.cron_triggers.list()]
        if row.name.startswith(name)
        and row.id not in {each['id'] for each in before}
        and row.id != hand.id
    ]


def test_a_name_is_taken_over_within_the_project(
    sandbox, plugins, strangers, admin, name
):
    plugins.use(False)
    made = stacks_.Stacks(sandbox.heat('admin'))
    with contextlib.ExitStack() as at_the_end:
        at_the_end.callback(made.clean_up)
        at_the_end.callback(plugins.use, True)
        stack = made.create(IN_TREE.replace('NAME', name), name=name)
        ours = {
            row.id
            for row in [*admin.workflows.list(), *admin.cron_triggers.list()]
            if row.name.startswith(name)
        }
        assert len(ours) == 2
        strangers.make()
        before = strangers.all()
        plugins.use(True)
        stack.signal('w')
        (run,) = stack.attribute('w', 'executions')
        assert admin.executions.get(run['id']).workflow_id in ours
        stack.act('check')
        stack.update(IN_TREE.replace('NAME', name).replace('0 3', '0 4'))
        stack.delete()
        assert strangers.all() == before
        assert not ours & {
            row.id
            for row in [*admin.workflows.list(), *admin.cron_triggers.list()]
        }


def said(output: Any) -> str:
    return (json.loads(output) if isinstance(output, str) else output)['said']
