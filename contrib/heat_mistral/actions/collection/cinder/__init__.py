"""Actions on what Cinder keeps."""
