"""What many tasks have by default is drawn once."""

import testtools

from heat_mistral.core import definition
from heat_mistral.graph import build, defaults, diagram

DEFINITION = """
wf:
  task-defaults:
    on-error: [undo, tell: <% $.loud %>]
    on-complete: fail
  tasks:
    a: {on-success: b}
    b: {on-error: a, on-complete: noop}
    c: {on-complete: noop}
    undo: {on-complete: noop}
    tell: {}
"""


def workflow(text=DEFINITION):
    (found,) = build.workflows(definition.parse(text))
    return found


class DefaultsTest(testtools.TestCase):
    def test_chips_stand_for_all_that_have_them(self):
        edges, (chip,) = defaults.folded(workflow())
        self.assertEqual(('a', 'c', 'undo', 'tell'), chip.tasks)
        self.assertEqual(
            [('on-error', 'undo', ''), ('on-error', 'tell', '<% $.loud %>')],
            sorted(
                ((e.kind, e.target, e.condition) for e in chip.edges),
                key=lambda each: each[2],
            ),
        )
        # Two that fail by default are no crowd; what is a task's own stays.
        self.assertEqual(
            [
                ('on-success', 'a', 'b'),
                ('on-complete', 'a', 'fail'),
                ('on-error', 'b', 'a'),
                ('on-complete', 'b', 'noop'),
                ('on-complete', 'c', 'noop'),
                ('on-complete', 'undo', 'noop'),
                ('on-complete', 'tell', 'fail'),
            ],
            [(edge.kind, edge.source, edge.target) for edge in edges],
        )

    def test_what_is_said_of_them(self):
        def chip(text):
            (found,) = (
                node
                for node in diagram.draw(workflow(text)).nodes
                if node.shape == diagram.CONNECTOR
            )
            return found.full

        self.assertEqual(
            '4 tasks by default: a, c, undo, tell', chip(DEFINITION)
        )
        self.assertEqual(
            'every other task: a, b, c',
            chip(
                'wf: {task-defaults: {on-error: t}, '
                'tasks: {a: {}, b: {}, c: {}, t: {}}}'
            ),
        )

    def test_no_edge_is_lost(self):
        drawn = diagram.draw(workflow())
        shown = {node.id: node for node in drawn.nodes}
        meant = set()
        for link in drawn.links:
            source = shown[link.source]
            meant |= {
                (name, link.kind, shown[link.target].lines[0])
                for name in source.full.rpartition(': ')[2].split(', ')
                if name.split(';')[0] != shown[link.target].lines[0]
            }
        self.assertEqual(
            {
                (f'{edge.source}', edge.kind, edge.target)
                for edge in workflow().edges
            },
            {(name.split(';')[0], kind, to) for name, kind, to in meant},
        )
