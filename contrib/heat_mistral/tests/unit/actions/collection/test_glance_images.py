"""Images: found by filters, page by page."""

from heat_mistral.tests.unit.support import collection


def image(number, **more):
    """An image as Glance shows it."""
    return {
        'status': 'active',
        'name': 'cirros-0.3.2-x86_64-disk',
        'tags': [],
        'container_format': 'bare',
        'created_at': '2014-11-07T17:07:06Z',
        'disk_format': 'qcow2',
        'updated_at': '2014-11-07T17:19:09Z',
        'visibility': 'public',
        'self': f'/v2/images/image-{number}',
        'min_disk': 0,
        'protected': False,
        'id': f'image-{number}',
        'owner': '5ef70662f8b34079a6eddb8da9d75fe8',
        'size': 13167616,
        'min_ram': 0,
        'virtual_size': None,
        **more,
    }


class ImagesCase(collection.CollectionCase):
    file = 'glance/images'
    service = 'image'

    def pages(self, *sizes):
        """Answer with so many images, and then with none."""
        numbers = iter(range(sum(sizes)))
        answers = [
            {'images': [image(next(numbers)) for _ in range(size)]}
            for size in sizes
        ]
        for answer in answers[:-1]:
            answer['next'] = '/v2/images?marker=wrong'
        self.answer('GET', '/v2/images', *({'json': a} for a in answers))

    def queries(self):
        return [
            {key: value for key, (value,) in request.qs.items()}
            for request in self.http.request_history[1:]
        ]


class FilterByTest(ImagesCase):
    def test_filters_and_properties(self):
        self.pages(1)
        found = self.run_action(
            'FilterBy',
            name='cirros',
            size_min=1,
            properties={'os_distro': 'alpine'},
        )
        self.assertEqual([image(0)], found)
        self.assertEqual(
            [
                {
                    'name': 'cirros',
                    'size_min': '1',
                    'os_distro': 'alpine',
                    'limit': '100',
                    'sort_key': 'created_at',
                    'sort_dir': 'desc',
                }
            ],
            self.queries(),
        )

    def test_a_filter_that_there_is_not(self):
        """Mistral refuses it before the action is run."""
        module = collection.module(self.file)
        self.assertRaises(TypeError, module.FilterBy, nmae='cirros')

    def test_what_is_no_property(self):
        for key in ('name', 'limit', 'marker', 'sort_dir'):
            self.assertEqual(
                f'image: {key!r} is none of the properties of images',
                self.fails('FilterBy', properties={key: 'x'}),
            )

    def test_properties_that_are_no_map(self):
        for properties in (['os_distro'], 'os_distro', 1):
            self.assertEqual(
                'image: properties has to be a map',
                self.fails('FilterBy', properties=properties),
            )

    def test_page_by_page(self):
        self.pages(100, 100, 7)
        self.assertEqual(207, len(self.run_action('FilterBy', limit=1000)))
        self.assertEqual(
            [None, 'image-99', 'image-199'],
            [query.get('marker') for query in self.queries()],
        )

    def test_no_more_than_the_limit(self):
        self.pages(100, 100, 100)
        self.assertEqual(150, len(self.run_action('FilterBy', limit=150)))
        self.assertEqual(
            ['100', '50'], [query['limit'] for query in self.queries()]
        )

    def test_too_few(self):
        self.pages(1)
        self.assertEqual(
            'image: 1 images have name=cirros, visibility=public, '
            '2 or more are wanted',
            self.fails(
                'FilterBy', name='cirros', visibility='public', minimum=2
            ),
        )
        self.pages(0)
        self.assertIn('0 images have no filter', self.fails('FilterBy'))

    def test_none_may_be_enough(self):
        self.pages(0)
        self.assertEqual([], self.run_action('FilterBy', minimum='0'))

    def test_numbers(self):
        for inputs, word in (
            ({'minimum': -1}, 'between 0 and limit'),
            ({'minimum': 2, 'limit': 1}, 'between 0 and limit'),
            ({'minimum': 'few'}, "minimum has to be a number, not 'few'"),
            ({'minimum': None}, 'minimum has to be a number, not None'),
            ({'limit': [1]}, 'limit has to be a number, not [1]'),
        ):
            self.assertIn(word, self.fails('FilterBy', **inputs))

    def test_what_glance_refuses(self):
        self.answer(
            'GET',
            '/v2/images',
            status_code=400,
            headers={'Content-Type': 'text/html; charset=UTF-8'},
            text='<html>\n <head>\n  <title>400 Bad Request</title>\n </head>'
            '\n <body>\n  <h1>400 Bad Request</h1>\n  Invalid visibility '
            'value: nobody<br /><br />\n\n\n </body>\n</html>',
        )
        self.assertEqual(
            'image: 400 Bad Request Invalid visibility value: '
            'nobody (HTTP 400)',
            self.fails('FilterBy', visibility='nobody'),
        )


class AssertStatusTest(ImagesCase):
    def test_by_its_status(self):
        self.answer('GET', '/v2/images/image-1', json=image(1))
        self.assertEqual(
            'active', self.run_action('AssertStatus', image_id='image-1')
        )
        self.answer(
            'GET', '/v2/images/image-1', json=image(1, status='queued')
        )
        self.assertEqual(
            'image: image image-1 is queued, not active',
            self.fails('AssertStatus', image_id='image-1'),
        )

    def test_where_the_catalog_has_the_version(self):
        self.http.get(
            f'{collection.KEYSTONE}/v3/auth/catalog',
            json=collection.catalog(image='http://glance/v2/'),
        )
        self.answer('GET', '/v2/images/image-1', json=image(1))
        self.run_action('AssertStatus', image_id='image-1')
