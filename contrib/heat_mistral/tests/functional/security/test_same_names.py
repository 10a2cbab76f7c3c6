"""Stacks of one name and one content in several projects at once.

Each has a resource of every type, under names that the others have, too; one
is an administrator's, whom Mistral shows everybody's. An administrator's
public workflow has one of the names as well.
"""

import contextlib
import json
import uuid

import pytest

from heat_mistral.tests.functional.security import everything
from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.stacks import eventually, post

USERS = ('demo', 'other', 'admin')
KINDS = (
    'workflows',
    'executions',
    'cron_triggers',
    'event_triggers',
    'environments',
    'actions',
    'code_sources',
    'dynamic_actions',
)
PUBLIC = """
version: '2.0'
NAME: {tasks: {t: {action: std.fail}}}
"""


@pytest.fixture
def name():
    return f'same-{uuid.uuid4().hex[:8]}'


@pytest.fixture
def public(sandbox, name):
    """A public workflow that another one of each project is named like."""
    admin = sandbox.mistral('admin')
    (made,) = admin.workflows.create(
        PUBLIC.replace('NAME', f'{name}-w.job'), namespace='', scope='public'
    )
    yield made
    admin.workflows.delete(made.id)


@pytest.fixture
def made(sandbox):
    """Makes stacks for each user."""
    users = {user: stacks_.Stacks(sandbox.heat(user)) for user in USERS}
    yield users
    for each in users.values():
        with contextlib.suppress(Exception):
            each.clean_up()
    for each in users.values():
        each.clean_up()


def wanted(user, name, said=None):
    return everything.template(said or user, prefix=name, code=user == 'admin')


class Seen:
    """What Mistral has of these names, project by project."""

    def __init__(self, sandbox, name):
        self._admin = sandbox.mistral('admin')
        self._name = name
        self._projects = {
            sandbox.session(user).get_project_id(): user for user in USERS
        }

    def of(self, *users, but=()):
        """All rows of these users, as an administrator sees them."""
        return {
            f'{kind} {row.id}': self._told(row)
            for kind in KINDS
            for row in getattr(self._admin, kind).list()
            if self._is_meant(row)
            and self._projects.get(row.project_id) in users
            and row.id not in but
        }

    def _is_meant(self, row):
        names = (row.to_dict().get(key) for key in ('name', 'workflow_name'))
        return any(str(each).startswith(self._name) for each in names)

    @staticmethod
    def _told(row):
        told = row.to_dict()
        # A trigger's time comes nearer, and runs go on to their end.
        for key in ('next_execution_time', 'updated_at', 'state'):
            told.pop(key, None)
        return json.dumps(told, sort_keys=True, default=str)


def test_nobody_meets_the_others(sandbox, made, name):
    stacks = live_beside_each_other(sandbox, made, name)
    seen = Seen(sandbox, name)
    # The administrator's first: it could take the others' along.
    for user in ('admin', 'demo', 'other'):
        others = [each for each in USERS if each != user]
        before = seen.of(*others)
        stacks[user].delete()
        assert seen.of(*others) == before
        assert seen.of(user) == {}


def test_a_public_workflow_is_nobodys_own(sandbox, public, made, name):
    """It has the name of one that each project runs."""
    for user in ('demo', 'other'):
        made[user].start(wanted(user, name), name=name)
    for user in ('demo', 'other'):
        (stack,) = made[user].all()
        stack.wait('CREATE')
        (job,) = stack.attribute('w', 'workflow_ids').values()
        assert job != public.id
        mistral = sandbox.mistral(user)
        rows = mistral.executions.list(workflow_name=f'{name}-w.job')
        assert {row.workflow_id for row in rows} == {job}
        assert {row.state for row in rows} == {'SUCCESS'}
        triggers = mistral.cron_triggers.list(name=f'{name}-c')
        assert [row.workflow_id for row in triggers] == [job]
        stack.delete()
    left = sandbox.mistral('admin').workflows.get(public.id)
    assert (left.scope, left.definition) == ('public', public.definition)


def live_beside_each_other(sandbox, made, name):
    """A stack's life in each project; nobody else's changes meanwhile."""
    seen = Seen(sandbox, name)
    for user in USERS:
        made[user].start(wanted(user, name), name=name)
    stacks = {user: made[user].all()[0].wait('CREATE') for user in USERS}
    for user, stack in stacks.items():
        others = [each for each in USERS if each != user]
        before = seen.of(*others)
        assert post(stack.output('url')).status_code == 200
        stack.update(wanted(user, name, said=f'{user} again'))
        stack.act('check')
        assert seen.of(*others) == before
        assert stack.attribute('e', 'variables') == {'said': f'{user} again'}
        mine = runs(stack, 'w')
        assert len(mine) >= 3  # by the URL, by "run" and by "thing"
        assert set(mine.values()) <= {user, f'{user} again'}
        for other in others:
            assert not mine.keys() & runs(stacks[other], 'w').keys()
    eventually(
        lambda: all(
            row.state == 'SUCCESS'
            for user in USERS
            for row in sandbox.mistral(user).executions.list()
            if row.workflow_name == f'{name}-w.job'
        ),
        'the ends of all runs',
    )
    return stacks


def runs(stack, resource):
    """Id of each run -> what it was given."""
    return {
        row['id']: row['input']['said']
        for row in stack.attribute(resource, 'executions')
    }
