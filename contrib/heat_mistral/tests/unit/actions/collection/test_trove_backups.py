"""Backups of databases, with the answers of Trove's API reference."""

from heat_mistral.tests.unit.support import collection

INSTANCE = '44b277eb-39be-4921-be31-3d61b43651d7'
BACKUP = {
    'created': '2014-10-30T12:30:00',
    'datastore': {
        'type': 'mysql',
        'version': '5.5',
        'version_id': 'b00000b0-00b0-0b00-00b0-000b000000bb',
    },
    'description': 'My Backup',
    'id': 'a9832168-7541-4536-b8d9-a8a9b79cf1b4',
    'instance_id': INSTANCE,
    'locationRef': None,
    'name': 'snapshot',
    'parent_id': None,
    'size': None,
    'status': 'NEW',
    'updated': '2014-10-30T12:30:00',
}


class BackupsTest(collection.CollectionCase):
    file = 'trove/backups'
    service = 'database'

    def made(self, **inputs):
        self.answer(
            'POST', '/backups', status_code=202, json={'backup': BACKUP}
        )
        result = self.run_action(
            'Create', instance_id=INSTANCE, backup_name='snapshot', **inputs
        )
        (body,) = self.sent()
        return body['backup'], result

    def test_create(self):
        body, result = self.made()
        self.assertEqual(
            {'instance': INSTANCE, 'name': 'snapshot', 'incremental': 0}, body
        )
        self.assertEqual(
            {
                'id': BACKUP['id'],
                'name': 'snapshot',
                'instance_id': INSTANCE,
                'parent_id': None,
                'status': 'NEW',
            },
            result,
        )

    def test_create_with_all_there_is(self):
        body, _result = self.made(
            description='d', parent_id='p', incremental=True
        )
        self.assertEqual(
            {
                'instance': INSTANCE,
                'name': 'snapshot',
                'description': 'd',
                'parent_id': 'p',
                'incremental': 1,
            },
            body,
        )
        self.assertIs(int, type(body['incremental']))

    def test_incremental_is_true_or_false(self):
        for incremental in (None, 'no', 2, []):
            self.assertEqual(
                'database: incremental has to be true or false',
                self.fails(
                    'Create',
                    instance_id=INSTANCE,
                    backup_name='b',
                    incremental=incremental,
                ),
            )
        self.assertEqual([], self.sent())

    def test_assert_status(self):
        path = f'/backups/{BACKUP["id"]}'
        self.answer('GET', path, json={'backup': BACKUP})
        self.assertEqual(
            f'database: backup {BACKUP["id"]} is NEW, not COMPLETED',
            self.fails('AssertStatus', backup_id=BACKUP['id']),
        )
        done = {**BACKUP, 'status': 'COMPLETED', 'size': 0.14}
        self.answer('GET', path, json={'backup': done})
        self.assertEqual(
            'COMPLETED',
            self.run_action('AssertStatus', backup_id=BACKUP['id']),
        )
