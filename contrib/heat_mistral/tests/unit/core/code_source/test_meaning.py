from heat_mistral.core import code_source
from heat_mistral.tests.unit.core.code_source.samples import GREET


def test_line_ends_make_no_difference():
    for end in ('\r\n', '\r'):
        assert code_source.same(GREET, GREET.replace('\n', end))


def test_everything_else_does():
    for other in (GREET + '\n', GREET + '# more', GREET.replace('1', '2')):
        assert not code_source.same(GREET, other)
        assert code_source.digest(GREET) != code_source.digest(other)


def test_a_broken_text_has_a_digest_too():
    assert code_source.digest('\ud800\0')
