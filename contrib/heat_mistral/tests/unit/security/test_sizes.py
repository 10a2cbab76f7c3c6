"""No record is longer than its column, whatever is in it.

(On SQLite any text fits. On MySQL and MariaDB a longer one is an SQL error.)
"""

import json

import testtools

from heat_mistral.core.definition import names
from heat_mistral.heat_support import resource_data
from heat_mistral.resources.code_source import records as code_records
from heat_mistral.resources.cron_trigger import desired as cron_desired
from heat_mistral.resources.cron_trigger import records as cron_records
from heat_mistral.resources.workflow import records as workflow_records

#: Bytes of a TEXT column, in which an encrypted value is stored as base64.
COLUMN = 65_535
KEY = 255  # characters
#: Takes most bytes of all characters when it is written as JSON.
WIDE = '\U0001f600'


class Data:
    """Resource data with the columns of MariaDB."""

    def __init__(self):
        self._values = {}

    def data(self):
        return dict(self._values)

    def data_set(self, key, value, redact=False):
        longest = COLUMN * 3 // 4 - 1000 if redact else COLUMN
        assert len(value.encode()) <= longest, (key, len(value))
        assert len(key) <= KEY, key
        self._values[key] = value

    def data_delete(self, key):
        return self._values.pop(key, None) is not None


class RecordsTest(testtools.TestCase):
    def setUp(self):
        super().setUp()
        self.data = Data()

    def test_an_action_of_python(self):
        """Its defaults are made by code, and may be megabytes."""
        records = code_records.Records(self.data)
        name = 'a' * 255
        records.put_action(code_records.Action(name, name, f'a="{WIDE * 9}"'))
        self.assertEqual(f'a="{WIDE * 9}"', records.actions[name].shown_input)
        for text in (WIDE * 500_000, '"' * 500_000, '\\' * 70_000):
            records.put_action(code_records.Action(name, name, text))
            kept = records.actions[name].shown_input
            self.assertTrue(text.startswith(kept.removesuffix('...')))

    def test_a_cron_trigger(self):
        records = cron_records.CronTriggerRecords(self.data)
        most = {'a': 'x' * (cron_desired.JSON_BYTES - len('{"a": ""}'))}
        cron_desired.check_length(most, most)
        self.assertRaises(
            cron_desired.TooLong,
            cron_desired.check_length,
            {**most, 'b': 1},
            {},
        )
        wanted = cron_desired.Desired(
            'n' * 200, 'w' * 255, most, most, '* ' * 50, None, 5
        )
        records.set_pending(wanted)
        records.set_made(wanted)
        self.assertEqual(wanted, records.made)
        self.assertEqual(wanted, records.pending)
        records.drop_made()
        records.drop_pending()
        self.assertEqual({}, self.data.data())

    def test_a_workflow(self):
        records = workflow_records.Records(self.data)
        short = WIDE * names.MAX_LENGTH
        self.assertIsNone(names.fault(short))
        self.assertIsNotNone(names.fault(short + 'x'))
        records.add_former_name('n' * 255)
        records.set_members([f'{number:032x}' for number in range(100)])
        self.assertEqual(['n' * 255], records.former_names())

    def test_a_text_of_any_length(self):
        for redact in (False, True):
            for size in (1, 40_000, 40_001, 1_000_000):
                text = json.dumps('x' * size)
                resource_data.write(self.data, 'key', text, redact=redact)
                self.assertEqual(text, resource_data.read(self.data, 'key'))
            resource_data.delete(self.data, 'key')
            self.assertEqual({}, self.data.data())

    def test_the_column_is_looked_at(self):
        self.assertRaises(
            AssertionError, self.data.data_set, 'a', 'x' * (COLUMN + 1)
        )
