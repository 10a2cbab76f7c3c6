"""A tour of the plugin on real services, each step with its time."""

import contextlib
import itertools
import json
import pathlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from heatclient.common import template_utils
from rich.console import Console
from rich.table import Table

from sandbox import Sandbox, report

EXAMPLE = pathlib.Path(__file__).parents[1] / 'examples' / '04-tour'
STACK = 'tour'
TIMEOUT = 120  # seconds


class Tour:
    """The stack of the example and what is done with it."""

    def __init__(self, sandbox: Sandbox, console: Console) -> None:
        self.heat = sandbox.heat()
        self.mistral = sandbox.mistral()
        self.console = console
        self.id = ''
        self.names: list[str] = []

    @contextlib.contextmanager
    def step(self, text: str) -> Iterator[None]:
        begun = time.monotonic()
        with self.console.status(text):
            yield
        self.console.print(
            f'[green]{time.monotonic() - begun:6.1f} s[/]  {text}'
        )

    def run(self) -> None:
        files, template = template_utils.get_template_contents(
            str(EXAMPLE / 'template.yaml')
        )
        with self.step('create a stack of two workflows and a schedule'):
            self.id = self.heat.stacks.create(
                stack_name=STACK, template=template, files=files
            )['stack']['id']
            self._ended('CREATE')
        self.names = list(self._output('workflows').values())
        self._outputs()
        with self.step('signal it: greet_all, with people of our choice'):
            self.heat.resources.signal(
                self.id, 'workflows', data={'people': ['Barbara', 'Radia']}
            )
        with self.step('POST to its alarm_url, without any credentials'):
            requests.post(
                self._output('alarm_url'), timeout=TIMEOUT
            ).raise_for_status()
        with self.step('wait for the schedule to run twice'):
            _eventually(lambda: self._output('remaining') == 0)
        with self.step('wait for all executions to end'):
            _eventually(
                lambda: (
                    len(self._output('executions')) >= 4
                    and all(
                        run['state'] != 'RUNNING'
                        for run in self._output('executions')
                    )
                )
            )
        self._executions()
        with self.step('update the stack: another greeting'):
            self.heat.stacks.update(
                self.id,
                template=template,
                files=files,
                parameters={'greeting': 'Good evening'},
            )
            self._ended('UPDATE')
        with self.step('signal it again'):
            self.heat.resources.signal(self.id, 'workflows')
            _eventually(
                lambda: self._output('executions')[0]['state'] == 'SUCCESS'
            )
        self._executions()
        with self.step('delete the stack'):
            self.heat.stacks.delete(self.id)
            self._ended('DELETE')
        self._nothing_left()

    def _ended(self, action: str) -> None:
        def ended() -> bool:
            stack = self.heat.stacks.get(self.id, resolve_outputs=False)
            if stack.stack_status.endswith('FAILED'):
                raise RuntimeError(stack.stack_status_reason)
            return stack.stack_status == f'{action}_COMPLETE'

        _eventually(ended)

    def _output(self, key: str) -> Any:
        return self.heat.stacks.output_show(self.id, key)['output'][
            'output_value'
        ]

    def _outputs(self) -> None:
        table = Table('output', 'value', title='Outputs of the stack')
        for key in ('workflows', 'remaining', 'alarm_url'):
            value = self._output(key)
            if key == 'alarm_url':
                # Whoever knows the signature can run the workflow.
                value = value.partition('?')[0] + '?…'
            table.add_row(
                key, value if isinstance(value, str) else json.dumps(value)
            )
        self.console.print(table)

    def _executions(self) -> None:
        table = Table(
            'workflow', 'started', 'state', 'output', title='Executions'
        )
        for run in self._output('executions'):
            table.add_row(
                run['workflow_name'].rpartition('.')[2],
                run['created_at'],
                run['state'],
                json.dumps(run['output'], ensure_ascii=False),
            )
        self.console.print(table)

    def _nothing_left(self) -> None:
        table = Table('in Mistral', 'left', title='After the deletion')
        left = {
            'workflows': [
                found
                for found in self.mistral.workflows.list()
                if found.name in self.names
            ],
            'executions': self.mistral.executions.list(
                workflow_name='in:' + ','.join(self.names)
            ),
            'cron triggers': [
                found
                for found in self.mistral.cron_triggers.list()
                if found.workflow_name in self.names
            ],
        }
        for kind, found in left.items():
            table.add_row(kind, str(len(found)))
        self.console.print(table)
        if any(left.values()):
            raise RuntimeError('the deletion left something behind')


def _eventually(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + TIMEOUT
    for pause in itertools.chain((0.1, 0.2), itertools.repeat(0.4)):
        if condition():
            return
        if time.monotonic() > ends:
            raise TimeoutError(f'waited {TIMEOUT} s')
        time.sleep(pause)


def main() -> None:
    console = Console(highlight=False)
    begun = time.monotonic()
    with contextlib.ExitStack() as until_the_end:
        with report.to_person() as reporter:
            sandbox = until_the_end.enter_context(
                Sandbox(reporter=reporter).running()
            )
        console.print(
            f'[green]{time.monotonic() - begun:6.1f} s[/]  '
            f'start Keystone, Heat, Mistral and Aodh'
        )
        Tour(sandbox, console).run()
    console.print(
        f'[bold green]{time.monotonic() - begun:6.1f} s[/]  [bold]in all[/]'
    )


if __name__ == '__main__':
    main()
