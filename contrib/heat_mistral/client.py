"""Heat's client plugin for Mistral: every request to it goes through here.

Registered as ``heat_mistral``: Heat registers its own ``mistral``, and which
one of two plugins of a name Heat takes depends on the order of directories.
The options and the region are those of ``mistral`` all the same.
"""

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib import parse

import tenacity
from heat.common import config as heat_config
from heat.engine.clients import client_plugin
from mistralclient.api import client as mistral_client
from oslo_config import cfg
from oslo_log import log as logging
from oslo_serialization import jsonutils

from heat_mistral import (
    config,
    errors,
    task_order,
    tokens,
    waiting,
    yaql_race,
)

LOG = logging.getLogger(__name__)
CLIENT_NAME = 'heat_mistral'
# The name of the service in heat.conf: [clients_mistral].
OPTION_NAME = 'mistral'
# Mistral caps a page at 1000 rows whether or not it is asked for fewer.
PAGE = 1000
# Servers and proxies commonly refuse a request line over 8 KB.
QUERY_BYTES = 4096
# Of one execution, to find out which of them made it fail.
FAILED_TASKS = 20
# States that an execution does not leave by itself.
FINISHED = ('SUCCESS', 'ERROR', 'CANCELLED')

T = TypeVar('T')

config.register(cfg.CONF)


class HeatMistralClientPlugin(client_plugin.ClientPlugin):
    """Makes the Mistral client and speaks to Mistral for the resources."""

    service_types = [WORKFLOW_V2] = ['workflowv2']
    _session: waiting.BoundedSession | None = None
    # A plugin lives as long as one request to Heat. What has been waited for
    # in vain is not waited for again: many attributes of a stack would take
    # longer together than Heat's API waits.
    _in_vain: Exception | None = None

    def _create(self):
        """Return a mistralclient of the stack's user.

        The session has Keystone's TLS options, since the token is fetched
        through it; Mistral's own go along with each of the client's requests.
        (mistralclient forces ``verify=True`` where it is told nothing.)
        """
        self._session = waiting.BoundedSession(
            auth=self.context.auth_plugin,
            timeout=self.option('request_timeout'),
            **heat_config.get_ssl_options('keystone'))
        tokens.lend(self.context)
        url = self.url_for(
            service_type=self.WORKFLOW_V2,
            endpoint_type=self._get_client_option(
                OPTION_NAME, 'endpoint_type'))
        tokens.keep(self.context)
        return mistral_client.client(
            mistral_url=url,
            session=self._session,
            region_name=self._get_region_name(),
            cacert=self._get_client_option(OPTION_NAME, 'ca_file'),
            insecure=self._get_client_option(OPTION_NAME, 'insecure'),
            cert=self._get_client_option(OPTION_NAME, 'cert_file'),
            key=self._get_client_option(OPTION_NAME, 'key_file'),
            # A definition comes from any tenant; without this the client
            # reads one that looks like a path or a URL from this machine.
            enforce_raw_definitions=True)

    @staticmethod
    def option(name: str) -> Any:
        """An option of this plugin (config.py)."""
        return cfg.CONF[config.GROUP][name]

    def does_endpoint_exist(self, service_type, service_name):
        return super().does_endpoint_exist(service_type, OPTION_NAME)

    # What an error means

    def is_client_exception(self, ex):
        return errors.code(ex) is not None

    def is_not_found(self, ex):
        return errors.is_not_found(ex)

    def is_conflict(self, ex):
        return errors.is_conflict(ex)

    def is_over_limit(self, ex):
        return errors.is_over_limit(ex)

    # Waiting for Mistral while somebody waits for Heat

    def within(self, seconds: float, call: Callable[[], T]) -> T:
        """The result of ``call``, tried again while Mistral is indisposed.

        :param seconds: what all tries together may take.
        :param call: must be safe to repeat.
        :raises heat_mistral.waiting.Busy: when this engine has too many such
            calls under way.
        :raises Exception: the last error of the call.
        """
        if self._in_vain is not None:
            raise self._in_vain
        ends = time.monotonic() + seconds
        keystone = self.context.keystone_session

        def attempt():
            # Making the client may ask Keystone for a token. That session
            # tries so often by itself.
            tries = cfg.CONF.client_retry_limit + 1
            keystone.timeout = waiting.until(ends) / tries
            self.client()
            self._session.ends = ends
            return call()

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(errors.is_transient),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
            # "before": a wait that leaves no time to try is not begun.
            stop=tenacity.stop_before_delay(seconds),
            reraise=True)
        with waiting.places.one_of(self.option('concurrent_requests')):
            try:
                return retrying(attempt)
            except Exception as ex:
                if errors.is_transient(ex):
                    self._in_vain = ex
                raise
            finally:
                keystone.timeout = None
                if self._session is not None:
                    self._session.ends = None

    @contextlib.contextmanager
    def lasting(self, seconds: float | None) -> Iterator[None]:
        """Let each request within take at most so long.

        :param seconds: None for what the option says.
        """
        longest = self.option('request_timeout')
        self.client()
        self._session.timeout = (longest if seconds is None
                                 else max(1.0, min(longest, seconds)))
        try:
            yield
        finally:
            self._session.timeout = longest

    # Workflows

    def workflows_named(self, names: Iterable[str],
                        namespace: str) -> list[Any]:
        """This project's workflows of these names, definitions included."""
        project = self.context.project_id
        return [found for query in _queries(names)
                for found in self._pages(
                    self.client().workflows.list, name=query)
                if found.namespace == namespace
                and found.project_id == project]

    def workflow(self, identifier: str, namespace: str = '') -> Any:
        """The workflow of this id or name.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self.client().workflows.get(
            _quoted(identifier), namespace=_quoted(namespace))

    def create_workflows(self, text: str, namespace: str,
                         scope: str) -> list[Any]:
        """Register all workflows of a text, or none."""
        return yaql_race.asked_again(lambda: self.client().workflows.create(
            text, namespace=_quoted(namespace), scope=scope))

    def update_workflow(self, identifier: str, text: str, namespace: str,
                        scope: str) -> Any:
        """Replace a workflow's text.

        :param identifier: the id; a name in a PUT would be no key.
        """
        return yaql_race.asked_again(lambda: self.client().workflows.update(
            text, namespace=_quoted(namespace), scope=scope, id=identifier))

    def delete_workflow(self, identifier: str) -> None:
        """Delete a workflow by id; one that is gone already is no error."""
        with self.ignore_not_found:
            self.client().workflows.delete(identifier)

    def fault_of(self, text: str) -> str | None:
        """What Mistral finds wrong with a definition, or None."""
        def ask() -> str | None:
            answer = self.client().workflows.validate(text)
            return None if answer.get('valid') else str(answer.get('error'))

        return yaql_race.asked_again(ask)

    # Executions

    def create_execution(self, execution_id: str, workflow_id: str,
                         namespace: str, run_input: dict[str, Any],
                         params: dict[str, Any], description: str) -> Any:
        """Start a run under an id of the caller's choice.

        The id makes the request safe to repeat: Mistral answers a second one
        with the run that the first began. mistralclient's own ``create``
        cannot send it, and takes params as keyword arguments of its own.
        """
        # Private to the client, but what all its managers' create() call.
        return self.client().executions._create('/executions', {
            'id': execution_id,
            'workflow_id': workflow_id,
            'workflow_namespace': namespace,
            'input': jsonutils.dumps(run_input),
            'params': jsonutils.dumps(params),
            'description': description})

    def executions_of(self, names: Iterable[str], limit: int) -> list[Any]:
        """The newest top-level executions of workflows of these names."""
        found = [row for query in _queries(names)
                 for row in self.client().executions.list(
                     workflow_name=query, include_output=True,
                     nulls='task_execution_id', sort_keys='created_at',
                     sort_dirs='desc', limit=limit)]
        found.sort(key=lambda row: row.created_at, reverse=True)
        return found[:limit]

    def executions_described(self, part: str, limit: int = PAGE,
                             **filters: str) -> list[Any]:
        """Executions whose description holds ``part``, newest first."""
        return self.client().executions.list(
            description=f'has:{part}', sort_keys='created_at',
            sort_dirs='desc', limit=limit, **filters)

    def execution(self, identifier: str, *fields: str) -> Any:
        """The execution of this id.

        mistralclient's own ``get`` cannot ask for less than everything.

        :param fields: what to ask for; by default everything.
        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        query = '?fields=' + ','.join(fields) if fields else ''
        # Private to the client, but what all its managers' get() call.
        return self.client().executions._get(
            f'/executions/{_quoted(identifier)}{query}')

    def failed_tasks(self, execution_id: str) -> list[Any]:
        """The first tasks of an execution that failed, oldest first."""
        return self.client().tasks.list(
            execution_id, state='ERROR', sort_keys='created_at',
            sort_dirs='asc', limit=FAILED_TASKS,
            fields=['id', 'name', 'state_info'])

    def changed_tasks(self, execution_id: str,
                      since: str | None) -> list[Any]:
        """The tasks of an execution that have changed, oldest first.

        :param since: a time of Mistral's; None for all tasks.
        """
        filters = {} if since is None else {'updated_at': f'gte:{since}'}
        return self.client().tasks.list(
            execution_id, sort_keys='created_at', sort_dirs='asc',
            limit=PAGE, fields=['name', 'type', 'state', 'updated_at',
                                *task_order.FIELDS], **filters)

    def tasks(self, execution_id: str, *fields: str) -> list[Any]:
        """All tasks of an execution, oldest first."""
        return list(self._pages(functools.partial(
            self.client().tasks.list, execution_id, sort_keys='created_at',
            sort_dirs='asc', fields=list(fields))))

    def executions_below(self, execution_id: str) -> list[Any]:
        """Executions of sub-workflows at any depth, states only."""
        return self.client().executions.list(
            root_execution_id=execution_id, limit=PAGE, fields=['state'])

    def failed_executions(self, task_id: str) -> list[Any]:
        """The first execution that failed of those that a task has run."""
        return self.client().executions.list(
            task=task_id, state='ERROR', sort_keys='created_at',
            sort_dirs='asc', limit=1, fields=['id', 'state_info'])

    def cancel_execution(self, identifier: str, why: str) -> None:
        """Cancel an execution that has not ended yet, with its parts.

        mistralclient's own ``update`` cannot say why.

        :param why: what its state_info says, after "cancelled by Heat".
        """
        try:
            # Private to the client, but what its own update() calls.
            self.client().executions._update(f'/executions/{identifier}', {
                'state': 'CANCELLED',
                'state_info': f'cancelled by Heat: {why}'})
        except Exception as ex:
            # It may end, and be purged, while we ask.
            if not (self.is_not_found(ex) or errors.is_invalid(ex)):
                raise

    def end_execution(self, execution: Any) -> None:
        """Cancel an execution if it still runs, and delete it."""
        if execution.state not in FINISHED:
            self.cancel_execution(execution.id, 'it is deleted')
        with self.ignore_not_found:
            # "force", since it may still be on its way to CANCELLED.
            self.client().executions.delete(execution.id, force=True)

    # Cron triggers

    def cron_triggers(self, **filters: str) -> list[Any]:
        """This project's cron triggers."""
        return list(self._pages(self.client().cron_triggers.list, **filters))

    def cron_trigger(self, identifier: str) -> Any:
        """The cron trigger of this id or name.

        :raises mistralclient.api.base.APIException: 404, if there is none.
        """
        return self.client().cron_triggers.get(_quoted(identifier))

    def create_cron_trigger(self, name: str, workflow: str,
                            run_input: Mapping[str, Any],
                            params: Mapping[str, Any],
                            pattern: str | None, first_time: str | None,
                            count: int | None) -> Any:
        """Start a schedule.

        :param workflow: registered name or id.
        """
        return self.client().cron_triggers.create(
            name, workflow, workflow_input=run_input, workflow_params=params,
            pattern=pattern, first_time=first_time, count=count)

    def delete_cron_trigger(self, identifier: str) -> None:
        """Delete a cron trigger; one that is gone already is no error."""
        with self.ignore_not_found:
            self.client().cron_triggers.delete(_quoted(identifier))

    @staticmethod
    def _pages(list_method: Callable[..., list[Any]],
               **filters: str) -> Iterator[Any]:
        marker = ''
        while True:
            page = list_method(marker=marker, limit=PAGE, **filters)
            yield from page
            if len(page) < PAGE:
                return
            marker = page[-1].id


def _quoted(part: str) -> str:
    # mistralclient puts names into URLs as they are: "foo#x" would be "foo".
    return parse.quote(part, safe='')


def _queries(names: Iterable[str]) -> Iterator[str]:
    """Filters ``in:a,b,...`` for all names, each short enough for a URL."""
    chunk: list[str] = []
    size = 0
    for name in dict.fromkeys(names):
        if ',' in name:  # which "in:" takes for two names
            yield f'eq:{name}'
            continue
        cost = len(parse.quote_plus(name)) + 3
        if chunk and size + cost > QUERY_BYTES:
            yield 'in:' + ','.join(chunk)
            chunk, size = [], 0
        chunk.append(name)
        size += cost
    if chunk:
        yield 'in:' + ','.join(chunk)
