"""Requests about the members of a workflow."""

from mistralclient.api.base import APIException

from heat_mistral.tests.unit.support import cloud
from heat_mistral.tests.unit.support.lists import NOT_FOUND

PATH = '/workflows/1/members'


class MembersTest(cloud.MistralTestCase):
    @property
    def members(self):
        return self.plugin.mistral().members

    def test_of_a_workflow(self):
        """Of one that another project shares, it is shown itself."""
        self.answer(
            'GET',
            PATH,
            json={
                'members': [
                    row('p', 'pending', cloud.PROJECT),
                    row('q', 'accepted', cloud.PROJECT),
                    row(cloud.PROJECT, 'accepted', 'owner'),
                ]
            },
        )
        self.assertEqual(
            {'p': 'pending', 'q': 'accepted'}, self.members.of_workflow('1')
        )

    def test_add(self):
        self.answer('POST', PATH, status_code=201, json={})
        self.members.add('1', 'p')
        self.assertEqual([{'member_id': 'p'}], self.bodies())

    def test_one_that_is_a_member_already_is_no_error(self):
        self.answer('POST', PATH, status_code=409, json={})
        self.members.add('1', 'p')

    def test_a_public_workflow_has_no_members(self):
        self.answer('POST', PATH, status_code=400, json={})
        self.assertRaises(APIException, self.members.add, '1', 'p')

    def test_remove(self):
        self.answer('DELETE', f'{PATH}/p', status_code=204)
        self.members.remove('1', 'p')
        self.answer('DELETE', f'{PATH}/p', **NOT_FOUND)
        self.members.remove('1', 'p')


def row(member, status, project):
    return {'member_id': member, 'status': status, 'project_id': project}
