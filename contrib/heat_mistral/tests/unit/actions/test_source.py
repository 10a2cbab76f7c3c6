"""Classes of a file, from its text."""

import testtools

from heat_mistral.actions import source

MANY = '''\
"""Actions."""
__actions_prefix__ = 'other'

class Not: pass

class Said:
    """First line.

    Second one.
    """
    __export__ = True

class Annotated:
    __export__: bool = True

class Withdrawn:
    __export__ = True
    __export__ = False

class Truthy:
    __export__ = 1

class Inherits(Said): pass

if True:
    class Inner:
        __export__ = True
'''


class TestRead(testtools.TestCase):
    def test_exported(self):
        read = source.read(MANY)
        self.assertEqual(
            ['Said', 'Annotated'],
            [each.name for each in read.classes if each.is_exported],
        )
        said = read.classes[1]
        self.assertEqual((6, 'First line.'), (said.line, said.description))
        self.assertEqual('other', read.prefix)

    def test_no_python(self):
        for text in ('class', 'x = "\0"', '(' * 10_000):
            read = source.read(text)
            self.assertIsNotNone(read.finding, text[:10])
            self.assertEqual((), read.classes)


class TestDecoded(testtools.TestCase):
    def test_utf_8(self):
        for content, text in (
            (b'x\r\ny\rz\n', 'x\ny\nz\n'),
            (b'\xef\xbb\xbfx', 'x'),
            ('# -*- coding: utf-8 -*-\nä'.encode(), None),
            (b'#!/usr/bin/python\n# coding=UTF_8\n', None),
            (b'x = 1\n# coding: latin-1\n', None),
        ):
            found = source.decoded(content)
            self.assertEqual(content.decode() if text is None else text, found)

    def test_another_encoding(self):
        for content, words in (
            (b'# coding: latin-1\n', 'in latin-1; Mistral takes UTF-8'),
            (b'#!x\n# vim: fileencoding=cp1252 :\n', 'in cp1252'),
            (b'x\n"\xe4"', 'line 2 is not UTF-8'),
        ):
            ex = self.assertRaises(ValueError, source.decoded, content)
            self.assertIn(words, str(ex))
