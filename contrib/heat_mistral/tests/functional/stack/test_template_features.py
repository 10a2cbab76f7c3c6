"""What else a template may say: functions, conditions, policies, ..."""

import json

import pytest
from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support.stacks import eventually, post


def workflows(mistral, stack):
    return sorted(
        found.name
        for found in mistral.workflows.list()
        if found.name.startswith(f'{stack.name}.')
    )


def last_run(stack):
    def ended():
        run = stack.output('run')
        return run.get('state') == 'SUCCESS' and run

    return eventually(ended, 'a run')


FUNCTIONS = """
heat_template_version: 2018-08-31
parameters:
  given: {type: json}
  people: {type: comma_delimited_list, default: 'Ada,Grace'}
  hour: {type: string, default: '3'}
resources:
  text:
    type: OS::Heat::Value
    properties:
      type: string
      value:
        str_replace:
          params: {$name: greet}
          template: |
            $name:
              input: [who, times: 1, more: null]
              output: {said: <% task(t).result %>, more: <% $.more %>}
              tasks: {t: {action: std.echo output=<% $.who %>}}
  w:
    type: OS::Mistral::Workflow
    metadata: {owner: somebody}
    properties:
      definition: {get_attr: [text, value]}
      input:
        map_merge:
          - {get_param: given}
          - who: {list_join: [' and ', {get_param: people}]}
      tags: {get_param: people}
      description: {str_replace: {template: at $h, params: {$h: 3}}}
      params:
        yaql:
          expression: dict(env => dict(first => $.data.first()))
          data: {get_param: people}
  c:
    type: OS::Mistral::CronTrigger
    depends_on: w
    update_policy: {}
    metadata: {get_param: given}
    properties:
      workflow:
        name: {get_attr: [w, available_workflows, greet]}
        input: {get_attr: [w, data, input]}
      pattern:
        list_join: [' ', ['0', {get_param: hour}, '*', '*', '*']]
outputs:
  name: {value: {get_attr: [w, available_workflows, greet]}}
  ref: {value: {get_resource: w}}
  id: {value: {get_attr: [w, workflow_ids, greet]}}
  run: {value: {get_attr: [w, latest_execution]}}
  said: {value: {get_attr: [w, latest_execution, output, said]}}
  deep: {value: {get_attr: [w, executions, 0, output, more, b, 1]}}
  nobody: {value: {get_attr: [w, available_workflows, nobody]}}
  all: {value: {get_attr: [w]}}
"""


def test_functions_in_properties_and_paths_into_attributes(stacks, mistral):
    stack = stacks.create(
        FUNCTIONS, parameters={'given': {'times': 2, 'more': {'b': [1, 'ü']}}}
    )
    name = f'{stack.name}.w.greet'
    assert stack.output('name') == stack.output('ref') == name
    assert stack.output('nobody') is None
    assert stack.output('run') == {}
    stack.signal('w')
    assert last_run(stack)['input'] == {
        'who': 'Ada and Grace',
        'times': 2,
        'more': {'b': [1, 'ü']},
    }
    assert stack.output('said') == 'Ada and Grace'
    assert stack.output('deep') == 'ü'
    run = mistral.executions.get(stack.output('run')['id'])
    assert json.loads(run.params)['env'] == {'first': 'Ada'}
    workflow = mistral.workflows.get(stack.output('id'))
    assert workflow.tags == ['Ada', 'Grace']
    assert 'at 3' in workflow.definition
    (trigger,) = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert json.loads(trigger.workflow_input)['more'] == {'b': [1, 'ü']}
    everything = stack.output('all')
    assert everything['available_workflows'] == {'greet': name}
    assert everything['latest_execution']['output']['said']


def test_an_update_of_parameters_alone(stacks, mistral):
    stack = stacks.create(FUNCTIONS, parameters={'given': {'times': 2}})
    identifier = stack.output('id')
    stack.heat.stacks.update(
        stack.id, existing=True, parameters={'people': 'Barbara', 'hour': '4'}
    )
    stack.wait('UPDATE')
    assert stack.output('id') == identifier
    (trigger,) = mistral.cron_triggers.list(name=stack.data_id('c'))
    assert trigger.pattern == '0 4 * * *'
    assert json.loads(trigger.workflow_input) == {'who': 'Barbara', 'times': 2}
    stack.signal('w')
    assert last_run(stack)['input'] == {
        'who': 'Barbara',
        'times': 2,
        'more': None,
    }


CONDITIONS = """
heat_template_version: 2018-08-31
parameters:
  wanted: {type: boolean}
conditions:
  wanted: {get_param: wanted}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        a: {input: [x: 0], tasks: {t: {action: std.noop}}}
        b: {tasks: {t: {action: std.noop}}}
      input: {if: [wanted, {x: 1}, {get_param: 'OS::no_such'}]}
      default_workflow: {if: [wanted, b, a]}
  c:
    type: OS::Mistral::CronTrigger
    condition: wanted
    properties:
      workflow: {get_attr: [w, available_workflows, a]}
      pattern: 0 3 * * *
  extra:
    type: OS::Mistral::Workflow
    condition: wanted
    properties:
      definition: 'e: {tasks: {t: {action: std.noop}}}'
outputs:
  url: {value: {get_attr: [w, alarm_url]}}
  run: {value: {get_attr: [w, latest_execution]}}
  extra:
    condition: wanted
    value: {get_attr: [extra, available_workflows, e]}
""".replace("{get_param: 'OS::no_such'}", '{}')


def test_conditions(stacks, mistral):
    stack = stacks.create(CONDITIONS, parameters={'wanted': False})
    url = stack.output('url')
    for wanted in (True, False, True):
        stack.update(CONDITIONS, parameters={'wanted': wanted})
        assert len(workflows(mistral, stack)) == (3 if wanted else 2)
        triggers = [
            found
            for found in mistral.cron_triggers.list()
            if found.name.startswith(f'{stack.name}-')
        ]
        assert len(triggers) == wanted
        assert stack.output('url') == url
        assert post(url).status_code == 200
        assert last_run(stack)['workflow_name'] == (
            f'{stack.name}.w.b' if wanted else f'{stack.name}.w.a'
        )
    stack.delete()
    assert workflows(mistral, stack) == []


RETAINED = """
heat_template_version: 2018-08-31
resources:
  w:
    type: OS::Mistral::Workflow
    deletion_policy: Retain
    properties:
      definition: 'a: {tasks: {t: {action: std.noop}}}'
  c:
    type: OS::Mistral::CronTrigger
    deletion_policy: Retain
    properties:
      workflow: {get_attr: [w, available_workflows, a]}
      pattern: 0 3 * * *
outputs:
  id: {value: {get_attr: [w, workflow_ids, a]}}
  run: {value: {get_attr: [w, latest_execution]}}
"""


def test_what_is_retained_stays_with_its_executions(stacks, mistral):
    stack = stacks.create(RETAINED)
    identifier, trigger = stack.output('id'), stack.data_id('c')
    stack.signal('w')
    run = last_run(stack)
    stack.delete()
    try:
        assert mistral.executions.get(run['id']).state == 'SUCCESS'
        assert mistral.cron_triggers.get(trigger).workflow_id == identifier
    finally:
        mistral.cron_triggers.delete(trigger)
        mistral.workflows.delete(identifier)
        mistral.executions.delete(run['id'])


SECRET = 'correct-horse-battery'
HIDDEN = """
heat_template_version: 2018-08-31
parameters:
  secret: {type: string, hidden: true}
resources:
  w:
    type: OS::Mistral::Workflow
    properties:
      definition: |
        a:
          input: [password: null]
          tasks: {t: {action: std.noop}}
      input: {%(key)s: {get_param: secret}}
outputs:
  id: {value: {get_attr: [w, workflow_ids, a]}}
"""


def said(stack):
    """Whatever Heat tells of a stack, its outputs aside."""
    heat = stack.heat
    return json.dumps(
        [
            [event.to_dict() for event in heat.events.list(stack.id)],
            heat.stacks.get(stack.id).to_dict()['parameters'],
            heat.stacks.get(stack.id).stack_status_reason,
        ]
    )


def test_a_hidden_parameter(stacks, mistral):
    """It is hidden by Heat, and can be read in the definition alone."""
    stack = stacks.create(
        HIDDEN % {'key': 'password'}, parameters={'secret': SECRET}
    )
    assert SECRET not in said(stack)
    # As the README says of ``input``.
    assert SECRET in mistral.workflows.get(stack.output('id')).definition


def test_an_error_does_not_tell_a_hidden_parameter(stacks):
    with pytest.raises(heat_exc.HTTPBadRequest) as caught:
        stacks.start(
            HIDDEN % {'key': 'unknown'}, parameters={'secret': SECRET}
        )
    assert 'unknown' in str(caught.value)
    assert SECRET not in str(caught.value)
    with pytest.raises(
        heat_exc.HTTPBadRequest, match='cannot be read'
    ) as caught:
        stacks.start(
            (HIDDEN % {'key': 'password'}).replace(
                'std.noop', 'std.echo output=<% $. %>'
            ),
            parameters={'secret': SECRET},
        )
    assert SECRET not in str(caught.value)
