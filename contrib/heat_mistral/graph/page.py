"""A page of workflows and their runs: one file that needs nothing else.

All of it is text and pictures: <details> opens what is folded, so that there
is no script. What tenants have written goes through ElementTree, which
escapes it, and through ``texts``, which bounds it; should something get by
all the same, the page's own policy lets it load and run nothing.
"""

import base64
import datetime
import hashlib

# It writes XML here and reads none.
import xml.etree.ElementTree as ET  # nosec B405
from collections.abc import Iterable, Sequence

from heat_mistral.graph import (
    diagram,
    elements,
    model,
    page_style,
    ranks,
    style,
    svg,
    texts,
    timeline,
)

#: Tasks of a workflow that is drawn on a page, and workflows of one.
MOST_TASKS, MOST_WORKFLOWS = 300, 200
_DEEPEST = 20  # of what opens in place
_NAME, _MESSAGE = 120, 1200  # columns


def render(
    title: str, sections: Sequence[model.Section], now: datetime.datetime
) -> str:
    """The text of the page.

    :param title: what it is about.
    :param now: when it was made, in UTC and without a time zone.
    :raises heat_mistral.graph.model.GraphError: if there is no Graphviz.
    """
    sheet = page_style.sheet()
    root = ET.Element('html', lang='en')
    head = elements.sub(root, 'head')
    elements.sub(head, 'meta', charset='utf-8')
    elements.sub(
        head,
        'meta',
        **{'http-equiv': 'Content-Security-Policy'},
        content=_policy(sheet),
    )
    elements.sub(head, 'meta', name='viewport', content='width=device-width')
    shown = texts.shorten(title, _NAME)
    elements.sub(head, 'title').text = shown
    elements.sub(head, 'style').text = sheet
    body = elements.sub(root, 'body')
    elements.sub(body, 'h1').text = shown
    _words(body, f'As it was on {now:%Y-%m-%d %H:%M:%S} UTC', 'note')
    shared = elements.sub(body, 'svg', **{'class': 'shared'})
    elements.arrows(shared)
    _Page(sections, now).write(body)
    text = ET.tostring(root, encoding='unicode', method='html')
    return f'<!DOCTYPE html>\n{text}\n'


def _policy(sheet: str) -> str:
    """Nothing is loaded and nothing runs; this one style sheet is heeded."""
    digest = hashlib.sha256(sheet.encode()).digest()
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{base64.b64encode(digest).decode()}'"
    )


class _Page:
    """Writes what has been gathered."""

    def __init__(
        self, sections: Sequence[model.Section], now: datetime.datetime
    ) -> None:
        self._sections = sections
        self._now = now
        self._known = {
            workflow.name: workflow
            for section in sections
            for workflow in section.workflows.values()
        }
        self._drawn: set[str] = set()

    def write(self, body: ET.Element) -> None:
        for section in self._sections:
            if section.title:
                heading = elements.sub(body, 'h2')
                heading.text = texts.shorten(section.title, _NAME) + ' '
                elements.sub(heading, 'small').text = section.kind
            self._workflows(body, section)
            self._runs(body, section)

    def _workflows(self, body: ET.Element, section: model.Section) -> None:
        called = {
            task.does
            for workflow in section.workflows.values()
            for task in workflow.tasks
            if task.is_workflow and task.does != workflow.name
        }
        names = {
            short: workflow
            for short, workflow in section.workflows.items()
            if workflow.name not in called
        }
        # Where each calls another there is none to begin with.
        for short, workflow in (names or section.workflows).items():
            part = elements.sub(body, 'details')
            if not section.runs:
                part.set('open', '')
            summary = elements.sub(part, 'summary')
            _span(summary, f'Workflow {short}', 'what')
            self._workflow(part, workflow, _DEEPEST)

    def _workflow(
        self, part: ET.Element, workflow: model.Workflow, depth: int
    ) -> None:
        """A workflow, and in place those that its tasks run."""
        if depth == 0 or len(self._drawn) == MOST_WORKFLOWS:
            _words(part, 'There is no room for it on this page.', 'note')
            return
        self._drawn.add(workflow.name)
        _drawing(part, workflow)
        for task, below in self._calls(workflow):
            if below.name in self._drawn:
                told = f'Task {task} runs {below.name}, which is drawn above.'
                _words(part, told, 'note')
                continue
            details = elements.sub(part, 'details')
            summary = elements.sub(details, 'summary')
            _span(summary, f'Task {task}', 'what')
            _span(summary, f'runs {below.name}', 'when')
            self._workflow(details, below, depth - 1)

    def _calls(
        self, workflow: model.Workflow
    ) -> Iterable[tuple[str, model.Workflow]]:
        for task in workflow.tasks:
            if task.is_workflow and task.does in self._known:
                yield task.name, self._known[task.does]

    def _runs(self, body: ET.Element, section: model.Section) -> None:
        if section.runs:
            elements.sub(body, 'h3').text = 'Runs, the newest first'
        for number, run in enumerate(section.runs):
            part = self._run(body, run, '')
            if number == 0:
                part.set('open', '')
        if section.left_out:
            _words(body, section.left_out, 'note')

    def _run(self, parent: ET.Element, run: model.Run, by: str) -> ET.Element:
        """A run, and in place those that its tasks have started."""
        details = elements.sub(parent, 'details')
        summary = elements.sub(details, 'summary')
        _state(summary, run.execution.state)
        _span(summary, f'{by}{run.execution.workflow}', 'what')
        when = f'{run.starts:%Y-%m-%d %H:%M:%S} UTC'
        if run.execution.seconds is not None:
            when += f' · {texts.duration(run.execution.seconds)}'
        _span(summary, when, 'when')
        _words(details, f'Execution {run.execution.id}', 'id')
        if run.error:
            _words(details, run.error, 'failure')
        if run.workflow is None:
            _words(details, 'Mistral has its workflow no more.', 'note')
        elif run.is_whole:
            _drawing(details, run.workflow, run.execution)
        if run.attempts:
            frame = elements.sub(details, 'div', **{'class': 'drawing'})
            frame.append(timeline.draw(run, self._now))
        if run.left_out:
            _words(details, run.left_out, 'note')
        for attempt in run.attempts:
            for below in attempt.below:
                self._run(details, below, f'{attempt.task}: ')
        return details


def _drawing(
    parent: ET.Element,
    workflow: model.Workflow,
    execution: model.Execution | None = None,
) -> None:
    count = len(workflow.tasks)
    if count > MOST_TASKS:
        told = f'It has {count} tasks: too many to be drawn on a page.'
        _words(parent, told, 'note')
        return
    shown = diagram.draw(workflow, execution)
    frame = elements.sub(parent, 'div', **{'class': 'drawing'})
    frame.append(svg.draw([ranks.shortened(shown)]))


def _state(parent: ET.Element, state: str) -> None:
    _span(parent, state, f'state {style.state_class(state)}')


def _span(parent: ET.Element, words: str, kind: str) -> None:
    span = elements.sub(parent, 'span', **{'class': kind})
    span.text = texts.shorten(words, _NAME)
    span.tail = ' '


def _words(parent: ET.Element, words: str, kind: str) -> None:
    paragraph = elements.sub(parent, 'p', **{'class': kind})
    paragraph.text = texts.shorten(words, _MESSAGE)
