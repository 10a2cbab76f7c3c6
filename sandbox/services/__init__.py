"""One module a process: ``python -m sandbox.services.NAME``.

Only those processes import this package. It comes before anything of
Heat and Mistral, whose imports fix how threads are made.
"""

from sandbox import releases

releases.choose_threads()
