"""Heat's own plugin and this one on the same Heat, in turn."""


class Plugins:
    """Switches Heat between its own plugin and this one."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._ours = True

    def use(self, ours):
        if ours != self._ours:
            self._sandbox.use_plugin(ours)
            self._sandbox.service('heat').restart()
            self._ours = ours
