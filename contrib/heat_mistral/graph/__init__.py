"""Pictures of workflows and of their executions: Mermaid, SVG, HTML pages.

A tool of its own: nothing here is used while Heat runs. Data flows one way:
a file -> its definitions (source) -> workflows as graphs (build) -> what a
picture shows (diagram) -> Mermaid text, or positions (layout) and SVG. Of a
cloud (cloud) the resources of a stack (stack) and its runs (history) are
gathered (gathering) for a page of pictures and timelines (page).
"""
