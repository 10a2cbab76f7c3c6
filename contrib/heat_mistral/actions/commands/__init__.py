"""A module for each command of mistral-actions.

Each is run by the console script as well as by openstackclient, so it knows
of both no more than ``client_manager``. base holds what all of them share.
"""
