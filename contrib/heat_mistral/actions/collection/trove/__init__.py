"""Actions on what Trove keeps."""
