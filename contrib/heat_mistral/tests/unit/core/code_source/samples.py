"""Sources for Mistral, whole and broken."""

import textwrap

GREET = textwrap.dedent(
    '''\
    from mistral_lib import actions


    class Greet(actions.Action):
        """Greets somebody."""

        def __init__(self, name, greeting="Hello", times=1):
            self.name = name
            self.greeting = greeting
            self.times = times

        def run(self, context):
            return f'{self.greeting}, {self.name}' * self.times
    '''
)


def greet(init='self', body='pass', before='', after=''):
    """A source whose class Greet has this ``__init__``."""
    return (
        f'{before}from mistral_lib import actions\n'
        f'class Greet(actions.Action):\n'
        f'    def __init__({init}):\n'
        f'        {body}\n'
        f'    def run(self, context):\n'
        f'        return 1\n'
        f'{after}'
    )


def data(*fields, before='import dataclasses\n', arguments=''):
    """A source whose class Greet is a data class of these fields."""
    return (
        f'{before}'
        f'from mistral_lib import actions\n'
        f'@dataclasses.dataclass{arguments}\n'
        f'class Greet(actions.Action):\n'
        + ''.join(f'    {field}\n' for field in fields)
        + '    def run(self, context):\n        return 1\n'
    )
