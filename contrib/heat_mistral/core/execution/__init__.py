"""Executions: their states, order of tasks, progress, failures, marks.

Called by runs/ and by the resources whose attributes show executions. Knows
the shapes of Mistral's API and engine, and imports words.py of the folder
above and nothing else of the project.
"""
