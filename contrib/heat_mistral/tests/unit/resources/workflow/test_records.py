"""Many workflows' records: what they cost Heat's database, and all or none."""

import contextlib
import dataclasses
from unittest import mock

import sqlalchemy
from heat.db import api as db_api

from heat_mistral.tests.unit.support import resource_case


def many(count):
    return ''.join(
        f'w{number}: {{tasks: {{t: {{action: std.noop}}}}}}\n'
        for number in range(count)
    )


@contextlib.contextmanager
def commits():
    """The transactions that are committed meanwhile."""
    seen = []
    where = sqlalchemy.engine.Engine, 'commit', seen.append
    sqlalchemy.event.listen(*where)
    try:
        yield seen
    finally:
        sqlalchemy.event.remove(*where)


class RecordsOfManyTest(resource_case.ResourceTestCase):
    def cost(self, count, call):
        with (
            mock.patch(
                'heat.db.api.resource_data_get_all',
                side_effect=db_api.resource_data_get_all,
            ) as reads,
            commits() as committed,
        ):
            call()
        return reads.call_count, len(committed)

    def test_many_cost_as_many_transactions_as_one(self):
        costs = []
        for count in (1, 30):
            rsrc = self.workflow(many(count), stack=f's{count}')
            create = self.cost(
                count, lambda rsrc=rsrc: self.run_action(rsrc, 'create')
            )
            self.assertEqual(count, len(rsrc.records.ids()))
            update = self.cost(
                count,
                lambda rsrc=rsrc, count=count: self.updated(
                    rsrc, definition=many(count).replace('noop', 'fail', 1)
                ),
            )
            self.assertGreater(create[1], 5)
            costs.append((create, update))
        self.assertEqual(*costs)

    def test_all_are_stored_or_none(self):
        rsrc = self.created(many(1))
        before = dict(rsrc.data())
        (found,) = rsrc.records.current().values()

        def put():
            rsrc.records.put(
                *(
                    dataclasses.replace(found, short=name, name=name)
                    for name in 'abc'
                )
            )

        self.assertTrue(self.dies(rsrc, put, 2))
        rsrc._data = None
        self.assertEqual(before, rsrc.data())
