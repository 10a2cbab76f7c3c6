"""One module a process: ``python -m sandbox.services.NAME``.

Only those processes import this package. It comes before anything of
Heat and Mistral, whose imports fix how oslo.service makes threads.
"""

from oslo_service import backend

backend.init_backend(backend.BackendType.THREADING)
