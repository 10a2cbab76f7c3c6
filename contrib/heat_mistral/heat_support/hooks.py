"""A URL by which Mistral can tell a resource something, and do nothing else.

``alarm_url`` starts runs. What is put into a run's params can be read by
whoever may read the run, and stands in Mistral's log; so it must not be that
URL. This one is signed with a second key of the same user. Heat's engine
passes the key that a request was signed with on to the code that serves it,
in the request's context, whatever the body says.
"""

import json
from typing import Any

from oslo_context import context as oslo_context

from heat_mistral.core.execution import notification
from heat_mistral.heat_support import signed_url

_ACCESS, _SECRET = _KEYS = ('hook_access_key', 'hook_secret_key')


def make(rsrc: Any) -> None:
    """Make the key, unless there is one; the user, too. Asks Keystone.

    Safe to call again. A key that was made and not noted goes with the user,
    and is taken for one of hooks until then.
    """
    rsrc.make_signer()
    if rsrc.data().get(_SECRET):
        return
    made = rsrc.keystone().create_stack_domain_user_keypair(
        user_id=rsrc._get_user_id(),
        project_id=rsrc.stack.stack_user_project_id,
    )
    rsrc.data_set(_ACCESS, made.access, redact=True)
    rsrc.data_set(_SECRET, made.secret, redact=True)


def url(rsrc: Any) -> str | None:
    """The URL, a secret; None if there is no key."""
    data = rsrc.data()
    access, secret = data.get(_ACCESS), data.get(_SECRET)
    if not access or not secret:
        return None
    theirs = rsrc.signal_url()
    return theirs and signed_url.signed_by(theirs, access, secret)


def forget(rsrc: Any) -> None:
    """The key goes with its user, or went with the stack that was abandoned.

    Before the user does: of one that is gone, the key is no good.
    """
    for key in _KEYS:
        rsrc.data_delete(key)


def is_call(rsrc: Any, body: Any) -> bool:
    """Whether the request that is served came by this URL.

    Any key of the signing user but that of ``alarm_url`` is one of hooks: an
    engine that died may not have noted it. Where the request tells of nobody,
    what looks like Mistral's notification is taken for one. Either starts no
    run then.
    """
    caller = _caller(rsrc)
    key = _key_of(caller)
    if key is not None:
        data = rsrc.data()
        return key == data.get(_ACCESS) or (
            key != data.get('access_key')
            and caller.user_id is not None
            and caller.user_id == data.get('user_id')
        )
    if caller is not None and caller.user_id:
        return False  # a person's token
    return notification.is_one(body)


def _caller(rsrc: Any) -> Any:
    """The context of the request that is served.

    That of the thread may be an administrator's by now: Heat puts it there as
    soon as it reads the files of a nested template (``TemplateFiles``). The
    stack's own is the one of its trust. The definition keeps what the stack
    was loaded with.
    """
    kept = getattr(rsrc.stack.defn, '_context', None)
    if getattr(kept, 'aws_creds', None) or getattr(kept, 'user_id', None):
        return kept
    return oslo_context.get_current()


def _key_of(caller: Any) -> str | None:
    """The key that the caller has signed with, if it is known."""
    signed = getattr(caller, 'aws_creds', None)
    try:
        found = json.loads(signed)['ec2Credentials']['access']
    except (TypeError, ValueError, KeyError):
        return None
    return str(found)
