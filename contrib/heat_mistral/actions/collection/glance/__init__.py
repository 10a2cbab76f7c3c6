"""Actions on what Glance keeps."""
