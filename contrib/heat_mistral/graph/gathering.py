"""What is shown of a stack or of an execution, read from Heat and Mistral."""

import datetime
from collections.abc import Iterable, Mapping

from heat_mistral.graph import cloud as cloud_
from heat_mistral.graph import history, model, reading, source
from heat_mistral.graph import stack as stack_
from heat_mistral.mistral_api import errors

#: A workflow, and its newest run if there is one.
Drawn = tuple[source.Found, model.Execution | None]


class Gatherer:
    """Gathers what one page or picture shows."""

    def __init__(self, cloud: cloud_.Cloud, now: datetime.datetime) -> None:
        """Read nothing yet.

        :param now: UTC, without a time zone.
        """
        self._cloud = cloud
        self._now = now
        self._history = history.Reader(cloud.mistral, now)

    def stack(
        self, name: str, resource: str | None, workflow: str | None
    ) -> list[model.Section]:
        """A section for each resource of a stack that runs workflows.

        :param resource: only this one; None for all.
        :param workflow: only this one, and its runs; None for all.
        :raises heat_mistral.graph.model.GraphError: if there is none.
        """
        parts = stack_.parts(self._cloud, name, resource)
        chosen = self._chosen(parts, workflow)
        return [
            self._section(part, chosen.get(part.name, {}), workflow)
            for part in parts
            if workflow is None or part.name in chosen
        ]

    def execution(self, execution_id: str) -> list[model.Section]:
        """The section of one execution."""
        run = self._history.run(execution_id)
        return [model.Section('', '', {}, (run,))]

    def newest(
        self, name: str, resource: str | None, workflow: str | None
    ) -> list[Drawn]:
        """The workflows of a stack, each with its newest run.

        :raises heat_mistral.graph.model.GraphError: if there is none.
        """
        parts = stack_.parts(self._cloud, name, resource)
        runs: dict[str, model.Execution] = {}
        for part in parts:
            for run_id in part.runs[:1]:
                run = reading.execution(self._cloud.mistral, run_id, self._now)
                runs.setdefault(run.workflow, run)
        return [
            (source.Found('', each), runs.get(each.name))
            for found in self._chosen(parts, workflow).values()
            for each in found.values()
        ]

    def drawn(
        self,
        execution_id: str,
        given: list[source.Found],
        workflow: str | None,
    ) -> list[Drawn]:
        """The workflow of an execution, and the execution.

        :param given: the workflows of a file; empty to ask Mistral.
        :param workflow: which of them; None for the execution's own.
        """
        client = self._cloud.mistral
        run = reading.execution(client, execution_id, self._now)
        found = given or source.parsed(
            reading.definition(client, execution_id)
        )
        if workflow or len(found) > 1:
            found = [source.choose(found, workflow or run.workflow)]
        return [(each, run) for each in found]

    def _chosen(
        self, parts: Iterable[stack_.Part], name: str | None
    ) -> dict[str, dict[str, model.Workflow]]:
        """Resource -> its workflows by their short names.

        :param name: of the only one: short, with its resource, or registered.
        :raises heat_mistral.graph.model.GraphError: if there is not one.
        """
        chosen: dict[str, dict[str, model.Workflow]] = {}
        names = []
        for part in parts:
            for short, workflow_id in part.workflows.items():
                read = self._history.definitions.workflow(workflow_id)
                whole = f'{part.name}.{short}'
                names.append(whole)
                if read and name in (None, short, whole, read.name):
                    chosen.setdefault(part.name, {})[short] = read
        if name is not None and len(chosen) != 1:
            raise model.GraphError(
                f'there is {"more than one" if chosen else "no"} workflow '
                f'{name}; there are: {", ".join(names)}'
            )
        return chosen

    def _section(
        self,
        part: stack_.Part,
        found: Mapping[str, model.Workflow],
        only: str | None,
    ) -> model.Section:
        names = {each.name for each in found.values()}
        return model.Section(
            part.name,
            part.kind,
            found,
            tuple(
                run
                for run in self._runs(part.runs[: stack_.MOST_RUNS])
                if only is None or run.execution.workflow in names
            ),
            'Older runs are not shown.'
            if len(part.runs) > stack_.MOST_RUNS
            else '',
        )

    def _runs(self, ids: Iterable[str]) -> Iterable[model.Run]:
        for each in ids:
            try:
                yield self._history.run(each)
            except Exception as ex:
                # Deleted since it was listed.
                if not errors.is_not_found(ex):
                    raise
