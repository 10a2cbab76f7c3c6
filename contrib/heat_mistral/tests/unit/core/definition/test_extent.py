"""Which tasks a run may have."""

import json

import testtools

from heat_mistral.core import definition

_REVERSE = """
w:
  type: reverse
  task-defaults: {requires: %s}
  tasks:
    a: {}
    b: {requires: a}
    c: {requires: [a, b]}
    d: {requires: d}
    e: {requires: f}
    f: {requires: e}
"""


def extent(text, goal=None):
    (workflow,) = definition.parse(text).workflows.values()
    return definition.tasks_of_run(workflow, goal)


class ExtentTest(testtools.TestCase):
    def test_direct(self):
        self.assertEqual(
            {
                'tasks': {
                    'a': {'on-success': ['fail'], 'on-error': ['b', 'c']},
                    'b': {},
                    'c': {'on-complete': ['b']},
                },
                'defaults': {'on-error': ['c']},
                'workflows': ['b'],
            },
            extent("""
w:
  task-defaults: {on-error: c}
  tasks:
    a:
      on-success: fail msg="x"
      on-error: {publish: {branch: {x: 1}}, next: [b, c: <% $.x %>]}
    b: {workflow: other, on-success: 5, on-skip: []}
    c: {on-complete: [b: <% true %>]}
"""),
        )

    def test_reverse(self):
        for defaults, goal, tasks in (
            ('[]', 'a', 'a'),
            ('[]', 'b', 'ab'),
            ('[]', 'c', 'abc'),
            ('[]', 'd', 'd'),
            ('[]', 'e', 'ef'),
            ('a', 'd', 'ad'),
            ('[c]', 'd', 'abcd'),
            ('5', 'a', 'a'),
            ('[]', 'nobody', 'abcdef'),
            ('[]', None, 'abcdef'),
            ('[]', ['a'], 'abcdef'),
        ):
            self.assertEqual(
                list(tasks), extent(_REVERSE % defaults, goal)['all'], goal
            )

    def test_it_grows_with_the_text(self):
        """What all tasks have by default is there once."""
        names = [f't{number}' for number in range(300)]
        text = json.dumps(
            {
                'w': {
                    'task-defaults': {'on-error': names},
                    'tasks': {name: {} for name in names},
                }
            }
        )
        self.assertLess(len(json.dumps(extent(text))), 2 * len(text))
