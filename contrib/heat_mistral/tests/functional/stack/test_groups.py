"""Workflows and cron triggers that Heat makes many of."""

import json

import yaml

from heat_mistral.tests.functional.support.stacks import eventually, post


def of(mistral, stack):
    """Workflows and triggers whose names begin with the stack's."""
    return (
        sorted(
            found.name
            for found in mistral.workflows.list()
            if found.name.startswith(stack.name)
        ),
        sorted(
            found.name
            for found in mistral.cron_triggers.list()
            if found.name.startswith(stack.name)
        ),
    )


CHILD = """
heat_template_version: 2018-08-31
parameters:
  text: {type: string}
  minute: {type: string, default: '0'}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition:
        str_replace:
          params: {$text: {get_param: text}}
          template: |
            say:
              output: {said: <% task(t).result %>}
              tasks: {t: {action: std.echo output="$text"}}
  c:
    type: OS::Mistral::CronTrigger
    properties:
      workflow: {get_attr: [w, available_workflows, say]}
      pattern:
        list_join: [' ', [{get_param: minute}, '3', '*', '*', '*']]
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  ids: {value: {get_attr: [w, workflow_ids]}}
  names: {value: {get_attr: [w, available_workflows]}}
  executions: {value: {get_attr: [w, executions]}}
"""
PARENT = """
heat_template_version: 2018-08-31
resources:
  nested:
    type: child.yaml
    properties: {text: %(text)s}
  caller:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        call: {input: [url], tasks: {t: {action: std.noop}}}
      input: {url: {get_attr: [nested, url]}}
outputs:
  url: {value: {get_attr: [nested, url]}}
  ids: {value: {get_attr: [nested, ids]}}
  names: {value: {get_attr: [nested, names]}}
  callers: {value: {get_attr: [caller, executions]}}
"""
LONG = 'n' * 200


def said(stack, count):
    """Of the nested stack: Heat stores what its parent has once seen."""

    def ended():
        runs = stack.output('executions')
        return (
            len(runs) == count
            and all(run['state'] == 'SUCCESS' for run in runs)
            and runs
        )

    return [
        run['output']['said'] for run in eventually(ended, f'{count} runs')
    ]


def test_a_nested_stack(stacks, mistral):
    files = {'child.yaml': CHILD}
    stack = stacks.create(PARENT % {'text': 'one'}, files=files)
    url, ids = stack.output('url'), stack.output('ids')
    assert stack.output('names')['say'].startswith(f'{stack.name}-nested-')
    assert post(url).status_code == 200
    assert said(stack.nested('nested'), 1) == ['one']
    stack.signal('caller')
    assert stack.output('callers')[0]['input'] == {'url': url}

    stack.update(PARENT % {'text': 'two'}, files=files)
    assert (stack.output('url'), stack.output('ids')) == (url, ids)
    assert post(url).status_code == 200
    assert sorted(said(stack.nested('nested'), 2)) == ['one', 'two']
    workflows, triggers = of(mistral, stack)
    assert (len(workflows), len(triggers)) == (2, 1)
    stack.heat.actions.suspend(stack.id)
    stack.wait('SUSPEND')
    assert of(mistral, stack)[1] == []
    assert post(url).status_code != 200
    stack.heat.actions.resume(stack.id)
    stack.wait('RESUME')
    assert of(mistral, stack)[1] == triggers
    stack.delete()
    assert of(mistral, stack) == ([], [])


def test_a_nested_stack_of_a_long_name(stacks, mistral):
    template = (PARENT % {'text': 'one'}).replace('nested', LONG)
    stack = stacks.create(template, files={'child.yaml': CHILD})
    assert post(stack.output('url')).status_code == 200
    assert said(stack.nested(LONG), 1) == ['one']
    stack.delete()
    assert of(mistral, stack) == ([], [])


GROUP = """
heat_template_version: 2018-08-31
resources:
  workflows:
    type: OS::Heat::ResourceGroup
    properties:
      count: %(count)s
      resource_def:
        type: OS::Mistral::Workflow
        properties:
          definition: |
            say_%%index%%:
              output: {said: <%% task(t).result %%>}
              tasks: {t: {action: std.echo output="%(text)s %%index%%"}}
  triggers:
    type: OS::Heat::ResourceGroup
    properties:
      count: %(count)s
      resource_def:
        type: OS::Mistral::CronTrigger
        properties:
          workflow: {get_attr: [target, available_workflows, a]}
          pattern: '%%index%% 3 * * *'
  target:
    type: OS::Mistral::Workflow
    properties:
      definition: 'a: {tasks: {t: {action: std.noop}}}'
outputs:
  urls: {value: {get_attr: [workflows, alarm_url]}}
  ids: {value: {get_attr: [workflows, workflow_ids]}}
  times: {value: {get_attr: [triggers, next_execution_time]}}
"""


def test_groups_grow_and_shrink(stacks, mistral):
    stack = stacks.create(GROUP % {'count': 2, 'text': 'old'})
    ids, urls = stack.output('ids'), stack.output('urls')
    assert [list(found) for found in ids] == [['say_0'], ['say_1']]
    assert [time[14:16] for time in stack.output('times')] == ['00', '01']
    stack.update(GROUP % {'count': 3, 'text': 'old'})
    assert stack.output('ids')[:2] == ids
    assert len(of(mistral, stack)[0]) == 4
    assert len(of(mistral, stack)[1]) == 3
    stack.update(GROUP % {'count': 1, 'text': 'new'})
    assert stack.output('ids') == ids[:1]
    assert stack.output('urls') == urls[:1]
    assert len(of(mistral, stack)[0]) == 2
    assert len(of(mistral, stack)[1]) == 1
    assert post(urls[0]).status_code == 200

    def ended():
        runs = mistral.executions.list(
            workflow_id=ids[0]['say_0'], include_output=True
        )
        return [
            json.loads(run.output) for run in runs if run.state == 'SUCCESS'
        ]

    assert eventually(ended, 'the run') == [{'said': 'new 0'}]
    stack.delete()
    assert of(mistral, stack) == ([], [])


SCALING = """
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::AutoScalingGroup
    properties:
      min_size: 1
      max_size: 3
      resource:
        type: OS::Mistral::Workflow
        properties:
          definition: 'a: {tasks: {t: {action: std.noop}}}'
  up:
    type: OS::Heat::ScalingPolicy
    properties: &policy
      adjustment_type: change_in_capacity
      auto_scaling_group_id: {get_resource: group}
      cooldown: 0
      scaling_adjustment: 1
  down:
    type: OS::Heat::ScalingPolicy
    properties:
      <<: *policy
      scaling_adjustment: -1
outputs:
  ids: {value: {get_attr: [group, outputs_list, workflow_ids]}}
  urls: {value: {get_attr: [group, outputs_list, alarm_url]}}
"""


def test_a_group_scales_itself(stacks, mistral):
    # Heat takes no merge key.
    stack = stacks.create(yaml.safe_dump(yaml.safe_load(SCALING)))
    (ids,) = stack.output('ids')
    for policy, size in (('up', 2), ('down', 1)):
        stack.signal(policy)
        eventually(
            lambda size=size: len(of(mistral, stack)[0]) == size,
            f'{size} workflows',
        )
        eventually(
            lambda size=size: len(stack.output('ids')) == size,
            f'{size} members',
        )
    # Which one is left is Heat's choice; whichever it is, it works.
    (url,) = stack.output('urls')
    assert post(url).status_code == 200
    stack.delete()
    assert of(mistral, stack) == ([], [])
