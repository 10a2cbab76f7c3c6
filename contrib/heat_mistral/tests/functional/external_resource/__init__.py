"""OS::Mistral::ExternalResource on real services."""
