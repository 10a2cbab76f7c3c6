"""Findings as people read them, and as programs do: a file for each form."""

from collections.abc import Callable, Iterable, Mapping

from heat_mistral.lint import model
from heat_mistral.lint.reports import as_json, github, sarif, text

FORMS: Mapping[str, Callable[[Iterable[model.Finding]], str]] = {
    'text': text.render,
    'json': as_json.render,
    'github': github.render,
    'sarif': sarif.render,
}
