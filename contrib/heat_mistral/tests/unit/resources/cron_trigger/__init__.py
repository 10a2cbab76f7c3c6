"""Tests of OS::Mistral::CronTrigger on the fake Mistral."""
