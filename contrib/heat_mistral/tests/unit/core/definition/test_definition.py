"""Parsing, qualifying and comparing definition texts."""

import glob
import math
import os

import testtools
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from heat_mistral.core import definition
from heat_mistral.core.definition import load, meaning
from heat_mistral.tests.unit.support import definition_samples

TASK = definition_samples.TASK


def read(text):
    """As Mistral's loader reads it; see test_definition_mistral."""
    return yaml.load(text, load.MistralLoader)


def qualified(text, defaults=None, **kwargs):
    parsed = definition.parse(text)
    names = {
        short: definition.registered_name('stack.res', short)
        for short in parsed.workflows
    }
    return definition.qualify(parsed, names, defaults or {}, **kwargs)


class Refusing(testtools.TestCase):
    def refused(self, text, *words, at=None):
        error = self.assertRaises(
            definition.DefinitionError, definition.parse, text
        )
        for word in words:
            self.assertIn(word, str(error))
        if at:
            self.assertEqual(at, (error.line, error.column))
        return error


class TestRefusals(Refusing):
    def test_str_tells_the_place(self):
        error = definition.DefinitionError('wrong', 3, 5)
        self.assertEqual('line 3, column 5: wrong', str(error))
        self.assertEqual('wrong', str(definition.DefinitionError('wrong')))

    def test_nothing(self):
        for text in ('', '\n', '# only this', '---\n', '~', '\ufeff'):
            self.refused(text, 'empty')

    def test_not_yaml(self):
        self.refused('wf:\n  a: [b\n', 'not YAML', at=(3, 1))
        self.refused('wf:\n  a: b: c\n', 'not YAML', at=(2, 7))

    def test_paths_and_urls(self):
        for text in ('/etc/passwd', 'file:///etc/passwd', 'http://a/b.yaml'):
            error = self.refused(text, 'get_file', at=(1, 1))
            self.assertNotIn(text, str(error))

    def test_lists(self):
        self.refused('- a\n', 'not a map', at=(1, 1))

    def test_two_documents(self):
        self.refused(
            f'{definition_samples.ONE}---\nb: 1\n', 'document', at=(6, 1)
        )

    def test_workbooks(self):
        for part in ('workflows', 'actions'):
            error = self.refused(
                f"version: '2.0'\nname: book\n{part}:\n  a: {{b: c}}\n",
                'this is a workbook',
                at=(3, 1),
            )
            self.assertIn('doc/source/reference/workbooks.rst', str(error))
        self.refused('name: x\nwf: {tasks: {t: {}}}', 'workbook', at=(1, 1))

    def test_workflow_of_a_workbooks_key(self):
        for name in ('workflows', 'actions', 'name'):
            parsed = definition.parse(f'{name}:\n{TASK}')
            self.assertEqual([name], list(parsed.workflows))

    def test_names(self):
        for name, word in (
            ('"a b"', 'spaces'),
            ('""', 'empty'),
            ('n' * 256, '255'),
            ('9d9f3a22-0000-4000-8000-000000000000', 'UUID'),
            ('5', 'quotes'),
            ('1.5', 'quotes'),
            ('yes', 'quotes'),
            ('~', 'quotes'),
            ('2001-01-01', 'quotes'),
        ):
            text = f"version: '2.0'\n{name}:\n{TASK}"
            self.refused(text, word, at=(2, 1))

    def test_duplicates(self):
        self.refused(
            f'a:\n{TASK}b:\n{TASK}a:\n{TASK}', 'line 1, column 1', at=(9, 1)
        )

    def test_versions(self):
        for version in ('3.0', "'3.0'", '1', 'yes', '[2]', '', "'x'", '1e999'):
            text = f'wf:\n{TASK}version: {version}\n'
            self.refused(text, "'2.0'", at=(5, 1))
        for version in ('2', '2.0', "'2.0'", '"2"'):
            definition.parse(f'version: {version}\nwf:\n{TASK}')

    def test_no_workflow(self):
        self.refused("version: '2.0'\n", 'no workflow', at=(1, 1))

    def test_bodies(self):
        for body in ('5', '', '[a]', '{}', 'text'):
            self.refused(f'version: 2\nwf: {body}\n', '"wf"', at=(2, 1))

    def test_tasks(self):
        self.refused('wf:\n  type: direct\n', '"tasks"', at=(1, 1))
        for tasks in ('5', '[a]', '{}', ''):
            self.refused(f'wf:\n  tasks: {tasks}\n', '"tasks"', at=(2, 3))

    def test_keys_that_are_no_text(self):
        self.refused(f'wf:\n  5: a\n{TASK}', 'quotes', at=(2, 3))
        self.refused('wf:\n  tasks:\n    no: {a: b}\n', 'quotes', at=(3, 5))
        self.refused(
            'wf:\n  tasks:\n    t:\n      on: b\n', 'quotes', at=(4, 7)
        )

    def test_types(self):
        self.refused(f'wf:\n{TASK}  type: x\n', '"reverse"', at=(5, 3))
        self.refused(f'wf:\n{TASK}  type: [x]\n', '"reverse"', at=(5, 3))

    def test_inputs(self):
        for inputs in ('5', '{a: b}', '[]', '', 'text'):
            self.refused(f'wf:\n{TASK}  input: {inputs}\n', at=(5, 3))
        for entry in ('5', '{a: 1, b: 2}', '[a]', '{5: a}', '""', '~', '{}'):
            text = f'wf:\n{TASK}  input: [ok, {entry}]\n'
            self.refused(text, '"- name', at=(5, 15))

    def test_unprintable(self):
        self.refused('wf:\n  a: \0b', 'U+0000', at=(2, 6))
        self.refused('wf: \ud800', 'U+D800', at=(1, 5))

    def test_values_that_cannot_be_built(self):
        for value in ('2001-99-99', '!!int x', '=', '!a b'):
            self.refused(f'wf:\n  a: {value}\n{TASK}', at=(2, 6))
        self.refused(f'wf:\n  a: 0x{"f" * 2000}\n{TASK}', 'characters')

    def test_other_types(self):
        self.refused(None, 'text')
        self.refused(b'a: b', 'text')


class TestParse(testtools.TestCase):
    def test_workflows(self):
        parsed = definition.parse(definition_samples.TWO)
        one, two = parsed.workflows.values()
        self.assertEqual(['one', 'two'], list(parsed.workflows))
        self.assertEqual(('one', 'direct'), (one.name, one.type))
        self.assertEqual(('two', 'reverse'), (two.name, two.type))
        self.assertEqual((7, 1), (one.line, one.column))
        self.assertEqual({'a': definition.REQUIRED, 'b': 2}, one.inputs)
        self.assertEqual(['a', 'c', 'd', 'e'], list(two.inputs))
        self.assertIsNone(two.inputs['e'])
        self.assertEqual({'x': 1}, two.inputs['c'])

    def test_locate(self):
        parsed = definition.parse(definition_samples.TWO)
        for path, place in (
            ([], (4, 1)),
            (['one'], (7, 1)),
            (['one', 'tasks', 't2', 'workflow'], (14, 10)),
            (['one', 'tasks', 't2', 'nope', 'x'], (14, 5)),
            (['two', 'input', 1, 'c'], (31, 7)),
            (['two', 'input', 9], (29, 3)),
        ):
            self.assertEqual(place, parsed.locate(path))

    def test_bom_and_crlf_keep_places(self):
        parsed = definition.parse('\ufeffwf:\r\n  tasks: {é: {a: b}}\r\n')
        self.assertEqual((1, 1), parsed.locate(['wf']))
        self.assertEqual((2, 11), parsed.locate(['wf', 'tasks', 'é']))

    def test_anchors_are_text(self):
        parsed = definition.parse(
            f'wf:\n{TASK}  input:\n  - a: &x\n  - b: *x\n  - c: @y\n'
        )
        self.assertEqual(
            {'a': '&x', 'b': '*x', 'c': '@y'},
            dict(parsed.workflows['wf'].inputs),
        )

    def test_standalone(self):
        for text in (
            f'wf:\n{TASK}',
            '# c\n  wf:\n    tasks: {t: {a: b}}\r\n',
            '{wf: {tasks: {t: {a: b}}}}',
            f'\ufeffwf:\n{TASK}',
            f'%YAML 1.1\n---\nwf:\n{TASK}...\n',
            f'!!map\nwf:\n{TASK}',
        ):
            value = read(definition.parse(text).standalone)
            self.assertEqual({'version': '2.0', **read(text)}, value)
        parsed = definition.parse(definition_samples.TWO)
        self.assertEqual(definition_samples.TWO, parsed.standalone)


class TestQualify(Refusing):
    def test_two(self):
        texts = qualified(definition_samples.TWO)
        self.assertEqual(['one', 'two'], list(texts))
        one = texts['one']
        first, last = (
            definition_samples.TWO.index('# about one'),
            '# about two',
        )
        fragment = definition_samples.TWO[
            first : definition_samples.TWO.index(last)
        ]
        for old, new in (
            ('one:', 'stack.res.one:'),
            ('workflow: two', 'workflow: stack.res.two'),
            ('workflow: "two"', 'workflow: "stack.res.two"'),
            ('        two\n        y', '        stack.res.two\n        y'),
            ("workflow: 'two z", "workflow: 'stack.res.two z"),
        ):
            fragment = fragment.replace(old, new)
        self.assertEqual(f"version: '2.0'\n{fragment}", one)
        self.assertIn('# about two\nstack.res.two:\n', texts['two'])
        self.assertIn('# last words', texts['two'])

    def test_one_keeps_its_text(self):
        text = f'# a\r\n---\r\nversion: 2.0\r\nwf:  # b\r\n{TASK}...\r\n'
        self.assertEqual(
            text.replace('wf:', 'stack.res.wf:'), qualified(text)['wf']
        )

    def test_version_is_put_in(self):
        self.assertEqual(
            f"# a\nversion: '2.0'\nstack.res.wf:\n{TASK}",
            qualified(f'# a\nwf:\n{TASK}')['wf'],
        )

    def test_flow_style(self):
        text = (
            "{version: '2.0', a: {tasks: {t: {workflow: b}}}, # c\n"
            '"b": {input: [x, y: 1], tasks: {t: {workflow: a x=1}}}}'
        )
        texts = qualified(text, {'x': [1], 'y': 'z'})
        self.assertEqual(
            {
                'version': '2.0',
                'stack.res.b': {
                    'input': [{'x': [1]}, {'y': 'z'}],
                    'tasks': {'t': {'workflow': 'stack.res.a x=1'}},
                },
            },
            read(texts['b']),
        )

    def test_names_that_look_like_other_values(self):
        parsed = definition.parse(
            f"'5':\n{TASK}b:\n  tasks: {{t: {{workflow: '5'}},\n"
            '    u: {workflow: 5 x=1}}\n'
        )
        texts = definition.qualify(parsed, {'5': '1.5', 'b': 'y'}, {})
        self.assertIn('1.5', read(texts['5']))
        self.assertEqual(
            {'t': {'workflow': '1.5'}, 'u': {'workflow': '1.5 x=1'}},
            read(texts['b'])['y']['tasks'],
        )

    def test_unusual_texts_are_dumped(self):
        for text in (
            f'? a\n:\n{TASK}? b\n:\n{TASK}',
            f'<<: {{a: {{tasks: {{t: {{x: y}}}}}}}}\nb:\n{TASK}',
            'a:\n  <<: {tasks: {t: {workflow: a}}}\n  x: y\n',
            f'!!map\na: !!map\n{TASK}',
        ):
            parsed = definition.parse(text)
            for short, result in qualified(text).items():
                body = read(result)[f'stack.res.{short}']
                self.assertEqual(
                    parsed.workflows[short].body.keys(), body.keys()
                )
        self.assertEqual(
            'stack.res.a',
            read(qualified('a: {<<: {tasks: {t: {workflow: a}}}}')['a'])[
                'stack.res.a'
            ]['tasks']['t']['workflow'],
        )

    def test_comments_in_block_scalars_stay_there(self):
        text = f'a:\n{TASK}  x: |\n    y\n    # z\nb:\n{TASK}'
        self.assertEqual(
            'y\n# z\n', read(qualified(text)['a'])['stack.res.a']['x']
        )
        self.assertNotIn('# z', qualified(text)['b'])

    def test_indented_comments_stay_with_what_is_above(self):
        text = f'a:\n{TASK}  # of a\n# of b\nb:\n{TASK}'
        self.assertIn('# of a', qualified(text)['a'])
        self.assertNotIn('# of a', qualified(text)['b'])
        self.assertIn('# of b\nstack.res.b:', qualified(text)['b'])

    def test_dynamic_references(self):
        text = (
            f'a:\n{TASK}b:\n  tasks:\n    t:\n'
            '      workflow: <% switch($.x => {}) %> y=1\n'
        )
        kept = text.replace('{}', '$.a')
        self.assertIn('<% switch($.x => $.a) %> y=1', qualified(kept)['b'])
        for literal in ('"a"', "'a'", '`a`', r'"\a"'):
            parsed = definition.parse(text.replace('{}', literal))
            error = self.assertRaises(
                definition.DefinitionError,
                definition.qualify,
                parsed,
                {'a': 'x.a', 'b': 'x.b'},
                {},
            )
            self.assertEqual((8, 7), (error.line, error.column))
            self.assertIn('available_workflows', str(error))
            same = {'a': 'a', 'b': 'b'}
            definition.qualify(parsed, same, {})
        for name in ('<% a %>', "{{ 'a' }}", "{% if x %}{{ 'a' }}{% endif %}"):
            parsed = definition.parse(
                f'a:\n  tasks: {{t: {{workflow: "{name}"}}}}'
            )
            self.assertRaises(
                definition.DefinitionError,
                definition.qualify,
                parsed,
                {'a': 'x.a'},
                {},
            )

    def test_literals_in_inputs_do_not_matter(self):
        text = "a:\n  tasks: {t: {workflow: a x=<% 'a' %>}}\n"
        self.assertIn("stack.res.a x=<% 'a' %>", qualified(text)['a'])

    def test_description_and_tags(self):
        for text in (
            f'a:\n  # c\n{TASK}',
            'a: {tasks: {t: {x: y}}}',
            f'a:\n{TASK}b:\n{TASK}  tags: [mine]\n',
        ):
            texts = qualified(text, description="D: '#'", tags=['q', 'r'])
            body = read(texts['a'])['stack.res.a']
            self.assertEqual(
                ("D: '#'", ['q', 'r']), (body['description'], body['tags'])
            )
            self.assertEqual('# c' in text, '# c' in texts['a'])
            if 'b' in texts:
                self.assertEqual(
                    ['mine'], read(texts['b'])['stack.res.b']['tags']
                )

    def test_clash(self):
        parsed = definition.parse(f'a+b:\n{TASK}a?b:\n{TASK}')
        error = self.assertRaises(
            definition.DefinitionError,
            definition.qualify,
            parsed,
            {n: definition.registered_name('p', n) for n in parsed.workflows},
            {},
        )
        self.assertIn('"p.a_b"', str(error))


class TestDefaults(testtools.TestCase):
    TEXT = (
        "wf:\n  input:\n    - a\n    - b: old  # why\n    - 'c'\n"
        f'    - d:\n        - 1  # one\n        - 2\n{TASK}'
    )

    def test_written(self):
        text = qualified(self.TEXT, {'a': 1, 'b': {'x': None}, 'd': 'y'})
        self.assertIn('    - a: 1\n', text['wf'])
        self.assertIn('    - b: {"x": null}  # why\n', text['wf'])
        self.assertIn("    - 'c'\n", text['wf'])
        self.assertEqual(
            [{'a': 1}, {'b': {'x': None}}, 'c', {'d': 'y'}],
            read(text['wf'])['stack.res.wf']['input'],
        )

    def test_only_where_declared(self):
        text = f'{self.TEXT}other:\n{TASK}'
        texts = qualified(text, {'a': 1})
        self.assertNotIn('input', texts['other'])

    def test_undeclared(self):
        parsed = definition.parse(self.TEXT)
        error = self.assertRaises(
            definition.DefinitionError,
            definition.qualify,
            parsed,
            {},
            {'zz': 1},
        )
        self.assertIn('"zz"', str(error))
        self.assertIn('wf: a, b, c, d', str(error))

    def test_too_large(self):
        parsed = definition.parse(self.TEXT)
        error = self.assertRaises(
            definition.DefinitionError,
            definition.qualify,
            parsed,
            {},
            {'a': 'x' * 600_000, 'b': 'é' * 300_000},
        )
        self.assertIn('bytes', str(error))

    def test_not_json(self):
        deep = []
        for _ in range(5000):
            deep = [deep]
        parsed = definition.parse(self.TEXT)
        for value in (deep, {5: 6}, object(), {'a': {1, 2}}):
            error = self.assertRaises(
                definition.DefinitionError,
                definition.qualify,
                parsed,
                {},
                {'a': value},
            )
            self.assertIn('"a"', str(error))

    def test_deeper_than_is_read_back(self):
        deep = []
        for _ in range(120):
            deep = [deep]
        self.assertRaises(
            definition.DefinitionError,
            definition.qualify,
            definition.parse(self.TEXT),
            {},
            {'a': deep},
        )

    def test_no_anchors(self):
        twice = {'x': [1]}
        text = qualified(self.TEXT, {'a': twice, 'b': twice})['wf']
        self.assertNotIn('&', text)
        fallback = qualified(
            '? wf\n: input: [a]\n  tasks: {t: {x: y}}\n? v\n'
            ': tasks: {t: {x: y}}\n',
            {'a': [twice, twice]},
        )['wf']
        self.assertNotIn('&', fallback)

    def test_values(self):
        for value in (
            1e22, -0.0, math.inf, -math.inf, '\x85', '\u2028', '\ud800', 'y',
            {'y': 'no', 'null': '~', '': ''}, '&a', '*a', '@a', '2001-01-01',
            'word ' * 5000, 'x' * 100_000, 'a\nb\n', ' lead', 'trail ', '#',
            {'k' * 3000: 1}, '\U0001f600', '\x7f', '\ufeff', True, None, [],
            {}, {'a': [{'b': {}}]}, '<% $.x %>', '\\', '"', 'a: b', 10**300,
        ):  # fmt: skip
            text = qualified(self.TEXT, {'a': value, 'd': value})['wf']
            inputs = read(text)['stack.res.wf']['input']
            self.assertEqual(repr(value), repr(inputs[0]['a']))
            self.assertEqual(repr(value), repr(inputs[3]['d']))
            self.assertIn('# why', text)
            text.encode()

    def test_nan(self):
        text = qualified(self.TEXT, {'a': math.nan})['wf']
        value = read(text)['stack.res.wf']['input'][0]['a']
        self.assertTrue(math.isnan(value))

    @settings(max_examples=200, deadline=None)
    @given(definition_samples.json_values, st.booleans())
    def test_any_value(self, value, flow):
        text = self.TEXT
        if flow:
            text = "{wf: {input: [a, 'b': x], tasks: {t: {x: y}}}}"
        result = qualified(text, {'a': value, 'b': value})['wf']
        inputs = read(result)['stack.res.wf']['input']
        self.assertEqual(repr(value), repr(inputs[0]['a']))
        self.assertEqual(repr(value), repr(inputs[1]['b']))


class TestJoinAndSame(testtools.TestCase):
    def test_join(self):
        texts = list(qualified(definition_samples.TWO).values())
        joined = definition.join(iter(texts))
        self.assertEqual(1, joined.count('version:'))
        self.assertIn('# about two', joined)
        wanted = {}
        for text in texts:
            wanted.update(read(text))
        self.assertEqual(wanted, read(joined))

    def test_join_of_one(self):
        self.assertEqual('anything', definition.join(['anything']))

    def test_join_of_unlike_texts(self):
        joined = definition.join(
            [
                definition_samples.ONE,
                '{version: 2, b: {tasks: {t: {x: y}}}}',
                "  version: '2.0'\n  c:\n    tasks: {t: {x: y}}",
            ]
        )
        self.assertEqual(['version', 'wf', 'b', 'c'], list(read(joined)))

    def test_join_refuses_equal_names(self):
        self.assertRaises(
            definition.DefinitionError,
            definition.join,
            [definition_samples.ONE, definition_samples.ONE],
        )

    def test_same(self):
        text = qualified(definition_samples.TWO)['one']
        dumped = yaml.safe_dump(read(text), sort_keys=False)
        self.assertTrue(meaning.same(text, dumped))
        self.assertEqual(meaning.digest(text), meaning.digest(dumped))
        self.assertTrue(meaning.same(text, text.replace("'2.0'", '2', 1)))
        self.assertFalse(meaning.same(text, text.replace('b: 2', 'b: 3')))
        for other in ('2.0', "'2'", 'yes'):
            changed = text.replace('b: 2', f'b: {other}')
            self.assertFalse(meaning.same(text, changed))

    def test_same_of_what_is_no_yaml(self):
        self.assertTrue(meaning.same('[', '['))
        self.assertFalse(meaning.same('[', '{'))


class TestRegisteredName(testtools.TestCase):
    def test_plain(self):
        name = definition.registered_name('stack.res', 'create_vm')
        self.assertEqual('stack.res.create_vm', name)

    def test_characters(self):
        name = definition.registered_name('a b,c', 'd/e?f#g&h%i=j(k"l\'m:n')
        self.assertEqual('a_b_c.d_e_f_g_h_i_j_k_l_m_n', name)
        self.assertEqual('_a.b', definition.registered_name('-a', 'b'))

    def test_length(self):
        long = [definition.registered_name('p', 'n' * 254 + c) for c in 'ab']
        self.assertEqual([255, 255], [len(name) for name in long])
        self.assertNotEqual(*long)
        self.assertEqual(
            long[0], definition.registered_name('p', 'n' * 254 + 'a')
        )
        short = definition.registered_name('p', 'n' * 253)
        self.assertEqual(f'p.{"n" * 253}', short)


class TestAnything(testtools.TestCase):
    """No text leads to any exception but DefinitionError."""

    def tried(self, text):
        try:
            parsed = definition.parse(text)
            names = {n: f's.{i}' for i, n in enumerate(parsed.workflows)}
            texts = definition.qualify(parsed, names, {})
        except definition.DefinitionError as error:
            self.assertTrue(str(error))
            return
        definition.join(texts.values())
        self.assertEqual(
            {'version', *parsed.workflows}, set(read(parsed.standalone))
        )
        for text_ in texts.values():
            meaning.digest(text_)

    @settings(max_examples=300, deadline=None)
    @given(st.text(st.characters(codec=None)))
    def test_any_text(self, text):
        self.tried(text)

    @settings(max_examples=800, deadline=None)
    @given(definition_samples.fragments | definition_samples.damaged())
    def test_yaml_like_text(self, text):
        self.tried(text)

    @settings(max_examples=300, deadline=None)
    @given(definition_samples.definitions())
    def test_good_definitions(self, sample):
        text, calls, comments = sample
        texts = qualified(text)
        before = read(text)
        names = {n: definition.registered_name('stack.res', n) for n in calls}
        for number, short in enumerate(calls):
            self.assertIn(comments[number], texts[short])
            self.assertIn(f'# key {number}', texts[short])
            after = read(texts[short])
            self.assertEqual({'version', names[short]}, set(after))
            body = after[names[short]]
            for task, (target, tail) in enumerate(calls[short]):
                before[short]['tasks'][f't{task}']['workflow'] = (
                    names.get(target, target) + tail
                )
            self.assertEqual(before[short], body)


class TestCorpus(testtools.TestCase):
    def test_corpus(self):
        directory = os.environ.get('HEAT_MISTRAL_CORPUS')
        if not directory:
            self.skipTest('HEAT_MISTRAL_CORPUS names no directory')
        files = glob.glob(os.path.join(directory, 'workflows', '*.yaml'))
        self.assertTrue(files)
        for path in files:
            with open(path, encoding='utf-8') as stream:
                self.qualifies(stream.read())

    def qualifies(self, text):
        try:
            parsed = definition.parse(text)
        except definition.DefinitionError as error:
            self.assertIn('workbook', str(error))
            return
        before = read(text)
        names = {
            n: definition.registered_name('s.r', n) for n in parsed.workflows
        }
        for short, result in definition.qualify(parsed, names, {}).items():
            after = read(result)[names[short]]
            for task in before[short]['tasks'].values():
                if task.get('workflow', '').split(' ')[0] in names:
                    task['workflow'] = f's.r.{task["workflow"]}'
            self.assertEqual(before[short], after)
