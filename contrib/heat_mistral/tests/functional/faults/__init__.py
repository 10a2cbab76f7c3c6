"""Every call of the plugin's to Mistral, and every way in which it can fail.

``calls`` are the rows of the table and ``kinds`` its columns; ``cell`` tries
one of them, on a stack of ``lives``, and ``look`` says what Mistral then has.
A sample runs with all other tests; ``tox -e faults`` runs all of it, and
writes doc/source/admin/faults.rst when it is told to.
"""
