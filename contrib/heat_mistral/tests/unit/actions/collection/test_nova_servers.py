"""Servers: their status, and what is done with them."""

from heat_mistral.tests.unit.support import collection

SERVER = '9168b536-cd40-4630-b43f-b259807c6e87'


class ServersCase(collection.CollectionCase):
    file = 'nova/servers'
    service = 'compute'

    def server_is(self, status, power=1, task=None, **more):
        server = {
            'id': SERVER,
            'status': status,
            'OS-EXT-STS:power_state': power,
            'OS-EXT-STS:task_state': task,
            'OS-EXT-STS:vm_state': status.lower(),
            **more,
        }
        self.answer('GET', f'/servers/{SERVER}', json={'server': server})

    def nova_does(self, status_code=202, **answer):
        return self.answer(
            'POST',
            f'/servers/{SERVER}/action',
            status_code=status_code,
            **answer,
        )

    def refused(self, action, state):
        self.nova_does(
            409,
            json={
                'conflictingRequest': {
                    'code': 409,
                    'message': f"Cannot '{action}' instance {SERVER} while "
                    f'it is in vm_state {state}',
                }
            },
        )


class StatusTest(ServersCase):
    def test_get_status(self):
        self.server_is('ACTIVE')
        self.assertEqual(
            'ACTIVE', self.run_action('GetStatus', server_id=SERVER)
        )

    def test_assert_status(self):
        self.server_is('ACTIVE')
        self.assertEqual(
            'ACTIVE', self.run_action('AssertStatus', server_id=SERVER)
        )
        self.assertEqual(
            f'compute: server {SERVER} is ACTIVE, not SHUTOFF',
            self.fails('AssertStatus', server_id=SERVER, status='SHUTOFF'),
        )

    def test_what_is_wrong_with_a_server(self):
        self.server_is(
            'ERROR', fault={'code': 500, 'message': 'No valid host was found.'}
        )
        self.assertEqual(
            f'compute: server {SERVER} is ERROR, not ACTIVE: '
            f'No valid host was found.',
            self.fails('AssertStatus', server_id=SERVER),
        )

    def test_assert_power_status(self):
        for power, status in ((1, 'RUNNING'), (4, 'shutdown'), (0, 'NOSTATE')):
            self.server_is('ACTIVE', power)
            self.run_action(
                'AssertPowerStatus', server_id=SERVER, status=status
            )
        self.assertEqual(
            f'compute: the power of server {SERVER} is NOSTATE, not RUNNING',
            self.fails('AssertPowerStatus', server_id=SERVER),
        )

    def test_a_power_status_that_nova_does_not_know(self):
        self.assertIn(
            'on is no power state: they are CRASHED NOSTATE PAUSED RUNNING',
            self.fails('AssertPowerStatus', server_id=SERVER, status='on'),
        )

    def test_a_power_status_of_a_newer_nova(self):
        self.server_is('ACTIVE', 9)
        self.assertIn(
            'is 9, not RUNNING',
            self.fails('AssertPowerStatus', server_id=SERVER),
        )


class SwitchTest(ServersCase):
    def test_start_and_stop(self):
        self.nova_does()
        for action, body in (('Start', 'os-start'), ('Stop', 'os-stop')):
            self.assertEqual(SERVER, self.run_action(action, server_id=SERVER))
            self.assertEqual({body: None}, self.sent()[-1])

    def test_what_is_so_already_is_left_so(self):
        for action, status in (('Start', 'ACTIVE'), ('Stop', 'SHUTOFF')):
            self.refused(action.lower(), status.lower())
            self.server_is(status)
            self.assertEqual(SERVER, self.run_action(action, server_id=SERVER))

    def test_what_is_being_done_is_not_done_twice(self):
        """As after a lost reply."""
        self.refused('start', 'stopped')
        self.server_is('SHUTOFF', task='powering-on')
        self.assertEqual(SERVER, self.run_action('Start', server_id=SERVER))

    def test_what_nova_refuses(self):
        self.refused('start', 'paused')
        self.server_is('PAUSED')
        self.assertEqual(
            f"compute: Cannot 'start' instance {SERVER} while it is in "
            f'vm_state paused (HTTP 409)',
            self.fails('Start', server_id=SERVER),
        )


class CreateImageTest(ServersCase):
    def test_create_image(self):
        asked = self.nova_does(json={'image_id': 'image-1'})
        self.assertEqual(
            'image-1',
            self.run_action('CreateImage', server_id=SERVER, image_name='n'),
        )
        self.assertEqual(
            [{'createImage': {'name': 'n', 'metadata': {}}}], self.sent()
        )
        self.assertEqual(
            'compute 2.45', asked.last_request.headers['OpenStack-API-Version']
        )

    def test_with_metadata(self):
        self.nova_does(json={'image_id': 'image-1'})
        self.run_action(
            'CreateImage',
            server_id=SERVER,
            image_name='n',
            metadata={'why': 'nightly'},
        )
        (body,) = self.sent()
        self.assertEqual({'why': 'nightly'}, body['createImage']['metadata'])
