import pytest
from mistral_lib.utils import inspect_utils

from heat_mistral.core import code_source
from heat_mistral.tests.unit.core.code_source.samples import GREET, data, greet

SHOWN = [
    GREET,
    greet('self'),
    greet('self, a, b="é", c=None, d={"x": [True]}, e=-1.5, **more'),
    greet('self, a, *, b=1'),
    greet('self, a, /, b'),
    greet('self, a=SIZE', before='SIZE = OTHER = 3\n'),
    greet('self, a=object(), b=1'),
    greet('self, a=dict()'),
    greet('me, a'),
    greet('self, a="x, y"'),
    data('name: str', 'times: int = 2', 'kind: str = "a"'),
    data('a: int', arguments='(kw_only=True)'),
    data('a: int', '_: dataclasses.KW_ONLY', 'b: int = 1'),
    data('a: int', 'b: int = dataclasses.field(init=False)'),
    data('a: int', 'b: list = dataclasses.field(default_factory=list)'),
    data('a: int', 'b: list = dataclasses.field(default=3)'),
    greet('self, a=1', after='class B(Greet): pass\nGreet = B\n'),
    'from mistral_lib import actions\nclass Greet(actions.Action): pass\n',
]


@pytest.mark.parametrize('content', SHOWN)
def test_as_mistral_shows_it(content):
    """Mistral's own function says the same of the class itself."""
    namespace = {'__name__': 'source'}
    exec(content, namespace)
    shown = inspect_utils.get_arg_list_as_str(namespace['Greet'].__init__)
    assert code_source.signature(content, 'Greet') == shown


@pytest.mark.parametrize(
    'content',
    [
        'class Greet(',
        'class Other: pass',
        'import requests\nclass Greet(requests.Thing): pass',
        greet('self, a=make()'),
        GREET.replace('class', '@decorated\nclass'),
    ],
)
def test_not_known(content):
    assert code_source.signature(content, 'Greet') is None


def test_names():
    assert code_source.names_of('') == []
    assert code_source.names_of('a, b=1, **c') == ['a', 'b', '**c']


def test_what_mistral_shows_may_be_wrong_where_the_tree_does_not_tell():
    content = greet('self, a=make(), b=1')

    def fault(shown):
        return code_source.signature_fault(content, 'Greet', shown)

    assert fault('a=1, b=1') is None
    assert 'has a comma' in fault('a=[1, 2], b=1')
    assert 'does not show parameter a,' in fault('b=1')
    assert code_source.signature_fault('broken(', 'Greet', '**kwargs') is None
