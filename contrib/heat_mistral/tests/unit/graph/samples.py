"""Definitions for the tests of pictures, and a strategy that makes more."""

import json

from hypothesis import strategies as st

RICH = """\
version: '2.0'
deploy:
  input: [hosts]
  task-defaults:
    on-error: [notify]
    retry: count=3 delay=5
  tasks:
    check:
      action: nova.limits_get
      on-success:
        - boot: <% task().result > 10 %>
        - fail(msg=<% "no quota" %>): <% task().result <= 10 %>
    boot:
      with-items: host in <% $.hosts %>
      workflow: boot_one host=<% $.host %>
      timeout: 600
      on-success: {publish: {branch: {x: 1}}, next: verify}
      on-skip: verify
    verify:
      join: one
      action: std.http
      retry: {count: 5, delay: 1}
      on-complete: [succeed, boot: <% $.again %>]
    notify:
      pause-before: true
      wait-before: 4
      on-error: noop
boot_one:
  type: reverse
  task-defaults: {requires: image}
  tasks:
    image: {action: glance.images_get}
    net: {action: neutron.show_network}
    server: {workflow: <% $.name %>, requires: [image, net]}
"""

#: A name of a task that a clause can name, and one that none can.
NAMED = '-x\u202e\0\ud800\uffff_y_**b**,`|"]];--\\>%%{a}#35;<script>&amp;]]>'
UNNAMED = '"]; click a "javascript:alert(1)" </text><script>alert(1)</script>'
HOSTILE = json.dumps(
    {
        'version': '2.0',
        'w"]]><script>alert(1)</script>\n#35;': {
            'tasks': {
                UNNAMED: {
                    'action': 'a\n"b"]',
                    'on-success': [
                        {
                            NAMED: '<% "]]>\n%%{init: {}}%% | </title><script> %>'
                        },
                        '1.',
                    ],
                },
                NAMED: {'workflow': 'end'},
                '1.': {'action': '- x'},
            }
        },
    }
)

_TASKS = ('a', 'b_c', 'd9', 'fail', 'e')
_targets = st.sampled_from((*_TASKS, 'noop', 'succeed', 'pause')).flatmap(
    lambda name: st.sampled_from(
        (name, name, f'{name} msg="x y"', f'{name}(msg=<% 1 %> )')
    )
)
_conditions = st.sampled_from(('<% $.x %>', '{{ _.x }}', '<% true %>'))
_conditional = st.dictionaries(_targets, _conditions, min_size=1, max_size=1)
_clauses = st.one_of(
    _targets,
    st.lists(_targets | _conditional, min_size=1, max_size=3),
    _conditional,
    st.fixed_dictionaries(
        {'publish': st.just({'branch': {'x': 1}})},
        optional={
            'next': _targets
            | _conditional
            | st.lists(_targets | _conditional, min_size=1, max_size=3)
        },
    ),
)
_on = dict.fromkeys(
    ('on-success', 'on-error', 'on-complete', 'on-skip'), _clauses
)
_requires = st.sampled_from(_TASKS) | st.lists(
    st.sampled_from(_TASKS), min_size=1, unique=True
)


def _workflow(kind, keys):
    tasks = st.fixed_dictionaries(
        {
            name: st.fixed_dictionaries(
                {'action': st.just('std.noop')}, optional=keys
            )
            for name in _TASKS
        }
    )
    return st.fixed_dictionaries(
        {'type': st.just(kind), 'tasks': tasks},
        optional={'task-defaults': st.fixed_dictionaries({}, optional=keys)},
    )


#: Definitions as JSON, with each form that a clause can have.
definitions = st.dictionaries(
    st.sampled_from(('one', 'two')),
    _workflow('direct', _on) | _workflow('reverse', {'requires': _requires}),
    min_size=1,
).map(lambda workflows: json.dumps({'version': '2.0', **workflows}))
