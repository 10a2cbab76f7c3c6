"""Snapshot and restore: a stack goes back to what it was."""

from heat_mistral.tests.functional.support.stacks import eventually, post

TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        a: {tasks: {t: {action: std.noop}}}
        %(short)s: {tasks: {t: {action: std.echo output=%(short)s}}}
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {get_attr: [w, available_workflows, %(short)s]}
      pattern: 0 %(hour)s * * *
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  ids: {value: {get_attr: [w, workflow_ids]}}
"""
OLD = TEMPLATE % {'short': 'b', 'hour': 3}
NEW = TEMPLATE % {'short': 'c', 'hour': 4}


def test_a_restored_stack_is_as_it_was(stacks, mistral):
    stack = stacks.create(OLD)
    url, ids = stack.output('url'), stack.output('ids')
    taken = stack.snapshot()
    stack.update(NEW)
    assert stack.output('ids').keys() == {'a', 'c'}

    stack.heat.stacks.restore(stack.id, taken)
    stack.wait('RESTORE')
    assert stack.output('url') == url
    assert stack.output('ids')['a'] == ids['a']
    assert stack.output('ids').keys() == {'a', 'b'}
    (trigger,) = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert trigger.pattern == '0 3 * * *'
    assert trigger.workflow_name == f'{stack.name}.w.b'
    assert post(url).status_code == 200

    # What the trigger used until the restoration goes when it is free.
    stack.heat.actions.check(stack.id)
    stack.wait('CHECK')
    assert sorted(
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    ) == [f'{stack.name}.w.a', f'{stack.name}.w.b']
    stack.heat.stacks.snapshot_delete(stack.id, taken)
    eventually(
        lambda: not stack.heat.stacks.snapshot_list(stack.id)['snapshots'],
        'the deletion of the snapshot',
    )


def test_a_snapshot_goes_with_its_stack(stacks, mistral):
    stack = stacks.create(OLD)
    stack.snapshot()
    stack.delete()
    assert [
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    ] == []
