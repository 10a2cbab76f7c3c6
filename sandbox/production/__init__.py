"""The profile of clouds: MariaDB, RabbitMQ, several engines, stock daemons.

Started by ``python -m sandbox start --profile production``. Needs both
servers on this machine; has databases and a virtual host of its own there,
which ``python -m sandbox remove`` takes away again.
"""
