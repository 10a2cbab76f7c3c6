"""Pictures of workflows and of their executions: Mermaid text and SVG.

A tool of its own: nothing here is used while Heat runs. Data flows one way:
a file -> its definitions (source) -> workflows as graphs (build) -> what a
picture shows (diagram) -> Mermaid text, or positions (layout) and SVG.
"""
