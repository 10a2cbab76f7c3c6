"""OS::Mistral::CronTrigger on real services: each trigger really fires."""
