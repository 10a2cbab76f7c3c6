"""Each action and each of the five workflows, run by a real Mistral."""

import json

import pytest

from heat_mistral.tests.functional.support import stacks as stacks_
from heat_mistral.tests.functional.support.collection import (
    DIRECTORY,
    run_action,
    run_workflow,
)

SUCCESS, ERROR = 'SUCCESS', 'ERROR'


@pytest.fixture(autouse=True)
def _behave(openstack):
    openstack.behave()


@pytest.fixture(scope='module')
def project(sandbox):
    return sandbox.session().get_project_id()


@pytest.fixture
def volume(openstack, project):
    return openstack.add('volumes', project, status='available')['id']


@pytest.fixture
def server(openstack, project):
    return openstack.add(
        'servers', project, status='SHUTOFF', **{'OS-EXT-STS:power_state': 4}
    )['id']


@pytest.fixture
def act(mistral):
    """Runs an action; its result, where it ends as it is to end."""

    def run(name, ends=SUCCESS, /, **inputs):
        state, result = run_action(mistral, name, **inputs)
        assert state == ends, result
        return result

    return run


def test_full_and_incremental_in_turn(act, volume, openstack, project):
    openstack.looks = 0
    made = [
        act('cinder.backups.create', volume_id=volume, max_chain_length=2)
        for _night in range(4)
    ]
    assert [backup['incremental'] for backup in made] == [
        False,
        True,
        False,
        True,
    ]
    there = openstack.of('backups', project)
    assert [one['_parent'] for one in reversed(there)] == [
        None,
        made[0]['id'],
        None,
        made[2]['id'],
    ]


def test_one_at_a_time(act, volume):
    first = act('cinder.backups.create', volume_id=volume)['id']
    told = act('cinder.backups.create', ERROR, volume_id=volume)
    assert told == (
        f'block-storage: backup {first} of volume {volume} is being made: '
        f'the next one has to wait for it'
    )
    told = act('cinder.backups.assert_status', ERROR, backup_id=first)
    assert told == f'block-storage: backup {first} is creating, not available'
    act('cinder.backups.assert_status', backup_id=first)
    again = act('cinder.backups.create', volume_id=volume)
    assert again['incremental']


def test_many_backups_are_read_page_by_page(act, volume, openstack):
    openstack.looks, openstack.page = 0, 2
    for count in range(1, 6):
        made = act('cinder.backups.create', volume_id=volume)
        assert made['chain_length'] == count


def test_snapshots_and_volumes(act, volume):
    act('cinder.volumes.assert_status', volume_id=volume)
    made = act('cinder.snapshots.create', volume_id=volume, snapshot_name='s')
    assert made['name'] == 's'
    told = act('cinder.snapshots.assert_status', ERROR, snapshot_id=made['id'])
    assert 'is creating, not available' in told
    act('cinder.snapshots.assert_status', snapshot_id=made['id'])


def test_servers_and_images(act, server):
    assert act('nova.servers.get_status', server_id=server) == 'SHUTOFF'
    for _once_more in range(2):
        act('nova.servers.start', server_id=server)
        act('nova.servers.get_status', server_id=server)
    act('nova.servers.assert_power_status', server_id=server)
    act('nova.servers.stop', server_id=server)
    told = act(
        'nova.servers.assert_status', ERROR, server_id=server, status='X'
    )
    assert told == f'compute: server {server} is ACTIVE, not X'
    image = act('nova.servers.create_image', server_id=server, image_name='i')
    (found,) = act('glance.images.filter_by', name='i')
    assert found['id'] == image
    told = act('glance.images.filter_by', ERROR, name='i', minimum=2)
    assert '1 images have name=i, 2 or more are wanted' in told
    act('glance.images.assert_status', ERROR, image_id=image)
    act('glance.images.assert_status', image_id=image)


def test_a_filter_that_there_is_not(mistral):
    with pytest.raises(Exception, match=r"unexpected=\['nmae'\]"):
        run_action(mistral, 'glance.images.filter_by', nmae='cirros')


def test_databases(act):
    made = act('trove.backups.create', instance_id='d', backup_name='b')
    act('trove.backups.assert_status', ERROR, backup_id=made['id'])
    act('trove.backups.assert_status', backup_id=made['id'])


def test_what_another_project_has(sandbox, volume):
    state, told = run_action(
        sandbox.mistral('other'),
        'cinder.volumes.assert_status',
        volume_id=volume,
    )
    assert state == ERROR
    assert (
        told
        == f'block-storage: Volume {volume} could not be found. (HTTP 404)'
    )


def test_a_region_that_is_not_there(act, volume):
    told = act(
        'cinder.volumes.assert_status', ERROR, volume_id=volume, region='Mars'
    )
    assert told == (
        'block-storage: public endpoint for block-storage service in Mars '
        'region not found'
    )


def test_a_file_as_a_resource(sandbox, act, volume):
    """Without the command: by an administrator's stack, under other names."""
    made = stacks_.Stacks(sandbox.heat('admin'))
    try:
        stack = made.start(
            """
            heat_template_version: 2018-08-31
            resources:
              backups:
                type: OS::Mistral::CodeSource
                properties:
                  content: {get_file: backups.py}
                  actions: {of_a_stack.create: Create}
                  scope: public
            """,
            {'backups.py': (DIRECTORY / 'cinder/backups.py').read_text()},
        ).wait('CREATE')
        act('of_a_stack.create', volume_id=volume)
        stack.delete()
    finally:
        made.clean_up()


@pytest.fixture(scope='module')
def workflows(sandbox, openstack):
    """Those of examples/14-five-workflows, in a stack: names in Mistral."""
    made = stacks_.Stacks(sandbox.heat())
    try:
        yield made.create_example('14-five-workflows').output('workflows')
    finally:
        made.clean_up()


@pytest.fixture
def run(mistral, workflows):
    """Runs one of the five workflows, once it ends as it is to end."""

    def call(name, ends=SUCCESS, /, **inputs):
        done = run_workflow(mistral, workflows[name], delay=1, **inputs)
        assert done.state == ends, done.state_info
        return done

    return call


def test_there_are_five_workflows(workflows):
    files = (stacks_.EXAMPLES / '14-five-workflows').glob('*_*.yaml')
    assert sorted(workflows) == sorted(path.stem for path in files)
    assert len(workflows) == 5


def test_a_server_is_started_and_stopped(run, server, openstack):
    run('start_server', server_id=server)
    run('stop_server', server_id=server)
    assert openstack.kinds['servers'][server]['status'] == 'SHUTOFF'


def test_an_image_of_a_server(run, server, openstack):
    done = run('create_image', server_id=server, image_name='i')
    image = json.loads(done.output)['image_id']
    assert openstack.kinds['images'][image]['status'] == 'active'


def test_an_image_that_is_given_up(run, server, openstack):
    openstack.ends['images'] = 'killed'
    done = run('create_image', ERROR, server_id=server, image_name='i')
    assert 'is killed, not active' in done.state_info


def test_a_snapshot(run, volume, openstack):
    done = run('create_snapshot', volume_id=volume)
    snapshot = json.loads(done.output)['snapshot_id']
    assert openstack.kinds['snapshots'][snapshot]['status'] == 'available'


def test_a_backup_of_a_volume(run, volume, openstack):
    for incremental in (False, True):
        done = run('create_volume_backup', volume_id=volume)
        output = json.loads(done.output)
        assert output['incremental'] == incremental
        backup = openstack.kinds['backups'][output['backup_id']]
        assert backup['status'] == 'available'


def test_what_has_failed_is_not_waited_for(run, volume, openstack):
    openstack.ends['backups'] = 'error'
    before = len(openstack.requests)
    done = run('create_volume_backup', ERROR, volume_id=volume)
    assert 'is error, not available: No space left' in done.state_info
    # The list, the backup, and two looks at it: of a hundred.
    assert len(openstack.requests) - before == 4
