"""Actions on texts, for Mistral."""

import string

from mistral_lib import actions


class Render(actions.Action):
    """Puts values into a text, in place of $name or ${name}."""

    def __init__(self, template, values=None):
        self.template = template
        self.values = values

    def run(self, context):
        values = self.values or {}
        try:
            return string.Template(self.template).substitute(values)
        except KeyError as ex:
            return actions.Result(error=f'there is no value for {ex}')
