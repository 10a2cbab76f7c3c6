"""An engine dies while it has a source tried: what it leaves is removed."""

import contextlib

from heatclient import exc as heat_exc

from heat_mistral.tests.functional.support import sources
from heat_mistral.tests.functional.support.stacks import Failed, eventually

PREFIX = 'heat-mistral-stage-'


def tried(admin):
    return [
        row for row in admin.code_sources.list() if row.name.startswith(PREFIX)
    ]


def test_what_a_trial_leaves_is_removed(admins, admin, sandbox):
    stack = admins.create(sources.alone())
    heat = sandbox.service('heat')
    # Long enough to be seen.
    content = sources.GREET + 'import time\ntime.sleep(1)\n'
    stack.heat.stacks.update(stack.id, template=sources.alone(content))
    left = eventually(lambda: tried(admin), 'the trial')
    heat.kill()
    assert [row.id for row in tried(admin)] == [row.id for row in left]
    heat.start()
    heat.wait_healthy()

    def updated():
        with contextlib.suppress(
            Failed, heat_exc.HTTPConflict, heat_exc.HTTPBadRequest
        ):
            stack.update(sources.alone())
            return True
        return False

    eventually(updated, 'an update')
    assert tried(admin) == []
    stack.act('check')
