"""Backups of volumes: which are incremental, and on what they stand."""

import datetime
import re

import requests

from heat_mistral.tests.unit.support import collection

VOLUME = '9fc31617-303d-4b52-826e-b598cca40419'
SNAPSHOT = 'b36476e5-d18b-47f9-ac69-4818cb43ee21'


def backup(number, full=False, status='available', made=None, **more):
    """A backup as Cinder shows it; its data are of minute ``number``.

    :param made: the minute when it was made, where that is another.
    """
    return {
        'availability_zone': None,
        'container': None,
        'created_at': at(number if made is None else made),
        'data_timestamp': at(number),
        'description': None,
        'fail_reason': None,
        'has_dependent_backups': False,
        'id': f'backup-{number}',
        'is_incremental': not full,
        'links': [],
        'name': f'nightly {number}',
        'object_count': 0,
        'size': 10,
        'snapshot_id': None,
        'status': status,
        'updated_at': None,
        'volume_id': VOLUME,
        **more,
    }


def at(minute):
    first = datetime.datetime(2023, 7, 10, 13, 23, 21, 178739)
    return (first + datetime.timedelta(minutes=minute)).isoformat()


class BackupCase(collection.CollectionCase):
    file = 'cinder/backups'
    service = 'block-storage'

    def there_are(self, *backups):
        self.answer('GET', '/backups/detail', json={'backups': list(backups)})

    def created(self, **inputs):
        """The backup that is asked for, and the result."""
        self.answer(
            'POST',
            '/backups',
            status_code=202,
            json={'backup': {'id': 'b-new', 'name': 'n', 'links': []}},
        )
        result = self.run_action('Create', volume_id=VOLUME, **inputs)
        (body,) = self.sent()
        return body['backup'], result

    def chain_length(self, **inputs):
        """Of the new backup; 1 is a full one."""
        body, result = self.created(**inputs)
        self.assertEqual(body['incremental'], result['incremental'])
        self.assertEqual(result['incremental'], result['chain_length'] > 1)
        return result['chain_length']


class CreateTest(BackupCase):
    def test_the_first_is_full(self):
        self.there_are()
        body, result = self.created(backup_name='n')
        self.assertEqual(
            {
                'volume_id': VOLUME,
                'name': 'n',
                'force': True,
                'incremental': False,
            },
            body,
        )
        self.assertEqual(
            {
                'id': 'b-new',
                'name': 'n',
                'volume_id': VOLUME,
                'incremental': False,
                'chain_length': 1,
            },
            result,
        )
        listed = self.http.request_history[1]
        self.assertEqual([VOLUME], listed.qs['volume_id'])

    def test_then_they_are_incremental(self):
        self.there_are(backup(2), backup(1, full=True))
        self.assertEqual(3, self.chain_length())

    def test_until_the_chain_is_as_long_as_it_may_be(self):
        self.there_are(backup(3), backup(2), backup(1, full=True))
        self.assertEqual(1, self.chain_length(max_chain_length=3))

    def test_the_last_of_a_chain(self):
        self.there_are(backup(2), backup(1, full=True))
        self.assertEqual(3, self.chain_length(max_chain_length='3'))

    def test_only_the_latest_chain_counts(self):
        self.there_are(
            backup(4, full=True),
            *(backup(n) for n in (3, 2)),
            backup(1, full=True),
        )
        self.assertEqual(2, self.chain_length(max_chain_length=3))

    def test_the_order_of_the_list_does_not_count(self):
        self.there_are(backup(1, full=True), backup(3), backup(2))
        self.assertEqual(4, self.chain_length())

    def test_a_full_one_every_time(self):
        self.there_are(backup(1, full=True))
        self.assertEqual(1, self.chain_length(max_chain_length=1))

    def test_full_is_full_whatever_there_is(self):
        self.assertEqual(1, self.chain_length(incremental=False))
        methods = [r.method for r in self.http.request_history]
        self.assertEqual(['GET', 'POST'], methods)

    def test_a_failed_one_is_no_parent(self):
        """Cinder before 2023 refuses to go on from it, later ones skip it."""
        self.there_are(backup(2, status='error'), backup(1, full=True))
        self.assertEqual(1, self.chain_length())

    def test_one_that_failed_earlier_is_part_of_no_chain(self):
        self.there_are(
            backup(4),
            backup(3, status='error', full=True),
            backup(2),
            backup(1, full=True),
        )
        self.assertEqual(4, self.chain_length())

    def test_all_that_can_be_given(self):
        self.there_are()
        body, _result = self.created(
            description='d', container='c', force=False
        )
        self.assertEqual(
            {
                'volume_id': VOLUME,
                'description': 'd',
                'container': 'c',
                'force': False,
                'incremental': False,
            },
            body,
        )


class SnapshotTest(BackupCase):
    """Of a snapshot, the parent is from before the snapshot."""

    def setUp(self):
        super().setUp()
        self.answer(
            'GET',
            f'/snapshots/{SNAPSHOT}',
            json={'snapshot': {'id': SNAPSHOT, 'created_at': at(10)}},
        )

    def test_the_parent_is_from_before(self):
        self.there_are(backup(20), backup(5), backup(1, full=True))
        body, result = self.created(snapshot_id=SNAPSHOT)
        self.assertEqual(SNAPSHOT, body['snapshot_id'])
        self.assertEqual(3, result['chain_length'])

    def test_with_none_from_before_it_is_full(self):
        """Cinder would take any as the parent."""
        self.there_are(backup(20), backup(15, full=True))
        self.assertEqual(1, self.chain_length(snapshot_id=SNAPSHOT))


class ForkTest(BackupCase):
    def test_no_parent_is_younger_than_its_child(self):
        """A full backup of an old snapshot, made later, is in no chain."""
        self.there_are(
            backup(4),
            backup(3, made=30, full=True),
            backup(2),
            backup(1, full=True),
        )
        self.assertEqual(4, self.chain_length())

    def test_without_a_data_timestamp(self):
        """Backups from before Cinder had it."""
        self.there_are(
            backup(2, full=True), backup(1, full=True, data_timestamp=None)
        )
        self.assertEqual(2, self.chain_length())


class RefusedTest(BackupCase):
    def test_one_is_being_made(self):
        self.there_are(backup(2, status='creating'), backup(1, full=True))
        told = self.fails('Create', volume_id=VOLUME)
        self.assertEqual(
            f'block-storage: backup backup-2 of volume {VOLUME} is being '
            f'made: the next one has to wait for it',
            told,
        )
        self.assertEqual([], self.sent())

    def test_the_parent_is_in_use(self):
        self.there_are(backup(2, status='restoring'), backup(1, full=True))
        told = self.fails('Create', volume_id=VOLUME)
        self.assertIn('backup-2', told)
        self.assertIn('is restoring: an incremental backup needs', told)
        self.assertEqual([], self.sent())

    def test_a_lost_reply(self):
        """It is not sent again; who tries again is told what goes on."""
        self.there_are()
        lost = requests.exceptions.ConnectionError('Connection aborted')
        self.answer('POST', '/backups', exc=lost)
        told = self.fails('Create', volume_id=VOLUME)
        self.assertIn('Connection aborted', told)
        self.assertEqual(1, len(self.sent()))
        self.there_are(backup(1, full=True, status='creating'))
        told = self.fails('Create', volume_id=VOLUME)
        self.assertIn('backup-1', told)
        self.assertEqual(1, len(self.sent()))

    def test_inputs(self):
        self.there_are()
        for inputs, word in (
            ({'max_chain_length': 0}, 'max_chain_length'),
            ({'max_chain_length': 'many'}, "a number, not 'many'"),
            ({'max_chain_length': None}, 'max_chain_length has to be a'),
            ({'max_chain_length': [7]}, 'max_chain_length has to be a'),
            ({'max_chain_length': float('inf')}, 'a number, not inf'),
            ({'incremental': 'no'}, 'incremental'),
            ({'snapshot_id': '../volumes'}, '../volumes'),
        ):
            told = self.fails('Create', volume_id=VOLUME, **inputs)
            self.assertIn(word, told)
        self.assertEqual([], self.sent())

    def test_what_cinder_refuses(self):
        self.there_are()
        self.answer(
            'POST',
            '/backups',
            status_code=400,
            json={
                'badRequest': {
                    'code': 400,
                    'message': 'Invalid volume: Volume to be backed up must '
                    'be available or in-use, but the current status is '
                    '"backing-up".',
                }
            },
        )
        self.assertEqual(
            'block-storage: Invalid volume: Volume to be backed up must be '
            'available or in-use, but the current status is "backing-up". '
            '(HTTP 400)',
            self.fails('Create', volume_id=VOLUME),
        )


class PagesTest(BackupCase):
    """Cinder gives 1000 at once, and fewer where its operator says so."""

    def test_of_many_all_are_read(self):
        """The full one is the last of them."""
        rows = [backup(n, full=n == 1) for n in range(2500, 0, -1)]
        self.pages_of(rows, 1000)
        self.assertEqual(2501, self.chain_length(max_chain_length=9000))
        pages = [r for r in self.http.request_history if 'limit' in r.qs]
        self.assertEqual(3, len(pages))

    def test_an_operator_may_allow_fewer_at_once(self):
        self.pages_of([backup(n, full=n == 1) for n in range(9, 0, -1)], 4)
        self.assertEqual(10, self.chain_length(max_chain_length=20))

    def test_a_full_page_without_a_link(self):
        """As where something between here and Cinder takes it out."""
        self.pages_of([backup(n, full=n == 1) for n in range(1500, 0, -1)])
        self.assertEqual(1501, self.chain_length(max_chain_length=9000))

    def test_they_are_not_read_for_ever(self):
        """Where the marker does not count, all pages are the same."""
        self.answer(
            'GET',
            '/backups/detail',
            json={
                'backups': [backup(1, full=True)],
                'backups_links': [{'rel': 'next', 'href': 'http://x/'}],
            },
        )
        told = self.fails('Create', volume_id=VOLUME)
        self.assertIn('has more than 20 backups: delete some', told)

    def test_those_of_other_volumes_do_not_count(self):
        """Where an operator has taken the filter away."""
        self.there_are(backup(1, full=True, volume_id='another'))
        self.assertEqual(1, self.chain_length())

    def pages_of(self, rows, size=None):
        """Answer page by page; without a size, of a thousand, and no links."""
        ids = [row['id'] for row in rows]

        def page(request, _context):
            marker = re.search('marker=([^&]+)', request.url)
            start = ids.index(marker.group(1)) + 1 if marker else 0
            found = rows[start : start + (size or 1000)]
            more = len(found) == size
            link = {'rel': 'next', 'href': 'http://wrong.invalid/'}
            return {'backups': found} | (
                {'backups_links': [link]} if more else {}
            )

        self.answer('GET', '/backups/detail', json=page)


class AssertStatusTest(BackupCase):
    def has(self, **fields):
        self.answer(
            'GET', '/backups/backup-1', json={'backup': backup(1, **fields)}
        )

    def test_available(self):
        self.has()
        self.assertEqual(
            'available', self.run_action('AssertStatus', backup_id='backup-1')
        )

    def test_still_being_made(self):
        self.has(status='creating')
        self.assertEqual(
            'block-storage: backup backup-1 is creating, not available',
            self.fails('AssertStatus', backup_id='backup-1'),
        )

    def test_failed(self):
        self.has(status='error', fail_reason='No space left on device')
        self.assertEqual(
            'block-storage: backup backup-1 is error, not available: '
            'No space left on device',
            self.fails('AssertStatus', backup_id='backup-1'),
        )

    def test_another_status_may_be_wanted(self):
        self.has(status='error')
        self.run_action('AssertStatus', backup_id='backup-1', status='ERROR')
