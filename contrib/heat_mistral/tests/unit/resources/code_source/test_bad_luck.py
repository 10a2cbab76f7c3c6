"""Whatever fails, and wherever an engine dies: the next action mends it."""

import itertools

from heat.common import exception

from heat_mistral.tests.unit.core.code_source.samples import GREET
from heat_mistral.tests.unit.resources.code_source.case import CodeSourceCase

OTHER = GREET.replace('Greet', 'Other')
FIRST = {'content': GREET, 'actions': {'a': 'Greet', 'b': 'Greet'}}
#: The class leaves the text, an action goes and one comes, and all hide.
SECOND = {
    'content': OTHER,
    'actions': {'a': 'Other', 'c': 'Other'},
    'scope': 'private',
}


class BadLuckTest(CodeSourceCase):
    def steps(self, rsrc):
        """What is done to a resource, and what makes up for a failure."""
        return (
            (
                lambda: self.run_action(rsrc, 'create'),
                lambda: self.updated(rsrc, **FIRST),
            ),
            (
                lambda: self.updated(rsrc, **SECOND),
                lambda: self.updated(rsrc, **SECOND),
            ),
            (
                lambda: self.run_action(rsrc, 'delete'),
                lambda: self.run_action(rsrc, 'delete'),
            ),
        )

    def lives(self, which, trouble):
        """Lives with one trouble each, until there is no more room for it.

        :param which: the step that has the trouble.
        :param trouble: ``(number of the trouble, resource, step)``: does a
            step; false if the trouble has found no place in it.
        """
        for number in itertools.count():
            rsrc = self.resource(
                'OS::Mistral::CodeSource',
                {**FIRST, 'scope': 'public'},
                f'stk{which}x{number}',
                'src',
            )
            steps = self.steps(rsrc)
            for step, _mend in steps[:which]:
                step()
            step, mend = steps[which]
            happened = trouble(number, rsrc, step)
            if happened:
                mend()
            self.run_action(rsrc, 'delete')
            self.assertEqual(
                ([], []), (self.sources(), self.actions()), number
            )
            if not happened:
                return number
        raise AssertionError

    def test_an_engine_dies_at_each_change_of_the_records(self):
        def trouble(number, rsrc, step):
            return self.dies(rsrc, step, number)

        self.assertLess(3, self.lives(0, trouble))
        self.assertLess(3, self.lives(1, trouble))

    def fails(self, number, after):
        """Do a step of which one request that changes something fails."""
        left = [number]

        def decide(line):
            if line.startswith('GET'):
                return None
            left[0] -= 1
            return (500, 'lost', after) if left[0] == -1 else None

        def trouble(step):
            self.mistral.fail_in_turn([decide] * 1000)
            try:
                step()
            except exception.ResourceFailure:
                pass
            finally:
                self.mistral.faults = []
            return left[0] < 0

        return trouble

    def test_each_reply_gets_lost(self):
        for which in range(3):
            self.lives(
                which,
                lambda number, _rsrc, step: self.fails(number, True)(step),
            )

    def test_each_request_fails(self):
        for which in range(3):
            self.lives(
                which,
                lambda number, _rsrc, step: self.fails(number, False)(step),
            )
