"""Snapshots and volumes."""

from heat_mistral.tests.unit.support import collection

VOLUME = 'd291b81c-6e40-4525-8231-90aa1588121e'
SNAPSHOT = {
    'created_at': '2019-03-11T16:24:34.469003',
    'description': 'Daily backup',
    'id': 'b36476e5-d18b-47f9-ac69-4818cb43ee21',
    'metadata': {'key': 'v3'},
    'name': 'snap-001',
    'size': 10,
    'status': 'creating',
    'updated_at': None,
    'volume_id': VOLUME,
}


class SnapshotsTest(collection.CollectionCase):
    file = 'cinder/snapshots'
    service = 'block-storage'

    def made(self, **inputs):
        self.answer(
            'POST', '/snapshots', status_code=202, json={'snapshot': SNAPSHOT}
        )
        result = self.run_action('Create', volume_id=VOLUME, **inputs)
        (body,) = self.sent()
        return body['snapshot'], result

    def test_create(self):
        body, result = self.made()
        self.assertEqual({'volume_id': VOLUME, 'force': True}, body)
        self.assertEqual(
            {
                'id': SNAPSHOT['id'],
                'name': 'snap-001',
                'volume_id': VOLUME,
                'size': 10,
                'status': 'creating',
            },
            result,
        )

    def test_create_with_all_there_is(self):
        body, _result = self.made(
            snapshot_name='n', description='d', force=False
        )
        self.assertEqual(
            {
                'volume_id': VOLUME,
                'name': 'n',
                'description': 'd',
                'force': False,
            },
            body,
        )

    def test_assert_status(self):
        path = f'/snapshots/{SNAPSHOT["id"]}'
        self.answer('GET', path, json={'snapshot': SNAPSHOT})
        self.assertEqual(
            f'block-storage: snapshot {SNAPSHOT["id"]} is creating, '
            f'not available',
            self.fails('AssertStatus', snapshot_id=SNAPSHOT['id']),
        )
        there = {**SNAPSHOT, 'status': 'available'}
        self.answer('GET', path, json={'snapshot': there})
        self.assertEqual(
            'available',
            self.run_action('AssertStatus', snapshot_id=SNAPSHOT['id']),
        )


class VolumesTest(collection.CollectionCase):
    file = 'cinder/volumes'
    service = 'block-storage'

    def test_assert_status(self):
        volume = {'id': VOLUME, 'status': 'in-use', 'size': 10}
        self.answer('GET', f'/volumes/{VOLUME}', json={'volume': volume})
        self.assertEqual(
            f'block-storage: volume {VOLUME} is in-use, not available',
            self.fails('AssertStatus', volume_id=VOLUME),
        )
        self.assertEqual(
            'in-use',
            self.run_action('AssertStatus', volume_id=VOLUME, status='in-use'),
        )
