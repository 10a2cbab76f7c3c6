"""A signed URL works as long as its resource is there, and not a bit longer."""

import contextlib

from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import templates
from heat_mistral.tests.functional.support.stacks import eventually, post

WITH_URL = templates.template(definition=templates.text(a=templates.NOOP))
WITHOUT = templates.with_outputs(x={'type': 'OS::Heat::None'})


def is_dead(url):
    """Whether a POST is refused.

    Heat 27 says 500 of a key that Keystone 30 does not know (404).
    """
    return post(url).status_code in (400, 403, 404, 500)


def created_again(stacks, name):
    """A stack of this name, as soon as Heat has freed it."""

    def start():
        with contextlib.suppress(heat_exc.HTTPConflict):
            return stacks.start(WITH_URL, name=name)

    return eventually(start, 'the name').wait('CREATE')


def test_of_a_stack_that_is_deleted_and_made_again(stacks):
    stack = stacks.create(WITH_URL)
    url = stack.output('alarm_url')
    assert post(url).status_code == 200
    stack.delete()
    assert is_dead(url)
    again = created_again(stacks, stack.name)
    new = again.output('alarm_url')
    assert is_dead(url)
    # Nor does the one's signature go with the other's path.
    path, _, signature = url.partition('?')
    new_path, _, new_signature = new.partition('?')
    assert path != new_path
    assert is_dead(f'{path}?{new_signature}')
    assert is_dead(f'{new_path}?{signature}')
    assert again.attribute('w', 'executions') == []
    assert post(new).status_code == 200
    assert len(again.attribute('w', 'executions')) == 1


def test_of_a_resource_that_left_and_came_back(stacks):
    stack = stacks.create(WITH_URL)
    url = stack.output('alarm_url')
    stack.update(WITHOUT)
    assert is_dead(url)
    stack.update(WITH_URL)
    assert is_dead(url)
    assert stack.attribute('w', 'executions') == []
    assert post(stack.output('alarm_url')).status_code == 200


def test_of_a_resource_that_heat_would_replace(stacks):
    """Nothing replaces a workflow: alarms that have its URL keep it."""
    stack = stacks.create(WITH_URL)
    url = stack.output('alarm_url')
    stack.heat.resources.mark_unhealthy(
        stack.id, 'w', mark_unhealthy=True, resource_status_reason='a test'
    )
    stack.update(WITH_URL)
    assert stack.output('alarm_url') == url
    assert post(url).status_code == 200
