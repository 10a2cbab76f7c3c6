"""Actions on what Nova keeps."""
