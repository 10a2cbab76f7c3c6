from heat.common import exception

from heat_mistral.resources.workflow import records as records_
from heat_mistral.resources.workflow import succession
from heat_mistral.tests.unit.support import resource_case

ONE = """
    only:
      tasks:
        t: {action: std.noop}
    """
OTHER = """
    only:
      tasks:
        t: {action: std.echo output=changed}
    """
TASKS = [{'name': 't', 'action': 'std.noop'}]


def record(short, name, namespace=''):
    return records_.Record(short, name, namespace, f'id of {name}', '')


def follow(names, *recorded, namespace=''):
    return {
        short: found.name
        for short, found in succession.predecessors(
            names, namespace, {each.short: each for each in recorded}
        ).items()
    }


def test_a_short_name_comes_first():
    assert follow(
        {'a': 's.b', 'b': 's.a'}, record('a', 's.a'), record('b', 's.b')
    ) == {'a': 's.a', 'b': 's.b'}


def test_then_the_registered_name_of_one_that_leaves():
    assert follow({'a': 's.a', 'c': 's.c'}, record('s.a', 's.a')) == {
        'a': 's.a'
    }
    assert follow({'c': 's.a'}, record('a', 's.a', 'elsewhere')) == {}


def test_the_tasks_form_has_one_whatever_its_name():
    assert follow({'new': 'new'}, record('old', 'old')) == {'new': 'old'}
    assert follow({'new': 'new'}, record('a', 's.a')) == {'new': 's.a'}
    assert follow({'a': 's.a'}, record('old', 'old')) == {'a': 'old'}
    # In a definition another name is another workflow.
    assert follow({'b': 's.b'}, record('a', 's.a')) == {}
    assert follow({'new': 'new'}, record('a', 's.a'), record('b', 's.b')) == {}


def test_a_name_is_left_before_it_is_given():
    held = {'b': 'x.b', 'a.b': 'x.a.b', 'a.a.b': 'x.a.a.b'}
    assert succession.in_order(
        held, {short: f'x.a.{short}' for short in held}
    ) == ['a.a.b', 'a.b', 'b']


class SuccessionTest(resource_case.ResourceTestCase):
    def test_a_renamed_tasks_form_is_one_put(self):
        rsrc = self.created(None, name='old', type='direct', tasks=TASKS)
        row = self.mistral.named('old')
        rsrc.signal()
        before = len(self.mistral.log)
        self.updated(rsrc, name='new')
        self.assertEqual(
            [f'PUT /workflows/{row["id"]}'],
            [
                line
                for line in self.mistral.log[before:]
                if not line.startswith('GET')
            ],
        )
        self.assertEqual({'new': row['id']}, rsrc.FnGetAtt('workflow_ids'))
        self.assertEqual('new', rsrc.FnGetRefId())
        self.assertEqual(1, len(rsrc.FnGetAtt('executions')))

    def test_an_engine_that_dies_over_it_deletes_nothing(self):
        rsrc = self.created(None, name='old', type='direct', tasks=TASKS)
        row = self.mistral.named('old')
        forget = records_.Records.forget
        self.patchobject(
            records_.Records,
            'forget',
            side_effect=RuntimeError('out of memory'),
        )
        self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, name='new'
        )
        records_.Records.forget = forget
        self.updated(rsrc, name='new')
        self.assertEqual([row['id']], list(self.mistral.workflows))
        self.assertEqual(['new'], list(rsrc.records.current()))

    def test_a_name_that_another_one_leaves(self):
        rsrc = self.created(
            'b: {tasks: {t: {action: std.noop}}}\n'
            'a.b: {tasks: {t: {action: std.fail}}}\n'
        )
        before = rsrc.FnGetAtt('workflow_ids')
        for name in ('x', 'x.a', 'x'):
            self.updated(rsrc, name=name)
            self.assertEqual(before, rsrc.FnGetAtt('workflow_ids'))

    def test_one_that_was_made_again_by_hand_is_left_alone(self):
        rsrc = self.created(ONE)
        text = self.mistral.workflows.popitem()[1]['definition']
        theirs = self.mistral.add('stk.w.only', text)
        ex = self.assertRaises(
            exception.ResourceFailure, self.updated, rsrc, definition=OTHER
        )
        self.assertIn(f'is taken by workflow {theirs["id"]}', str(ex))
        self.assertEqual(text, theirs['definition'])
        self.run_action(rsrc, 'delete')
        self.assertIn(theirs['id'], self.mistral.workflows)

    def test_what_a_request_of_before_makes_late_is_brought_up_to_date(self):
        self.mistral.fail('POST /workflows$', status=500, text='oops')
        rsrc = self.workflow(ONE)
        self.assertRaises(
            exception.ResourceFailure, self.run_action, rsrc, 'create'
        )
        asked = self.mistral.bodies[-1]

        def late(line):
            if line == 'POST /workflows':
                self.mistral.add('stk.w.only', asked)

        self.mistral.fail_in_turn([late] * 10)
        self.updated(rsrc, definition=OTHER)
        (row,) = self.mistral.workflows.values()
        self.assertIn('changed', row['definition'])
        self.run_action(rsrc, 'check')
