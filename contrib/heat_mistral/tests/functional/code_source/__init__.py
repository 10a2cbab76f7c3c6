"""Python sources on a real Mistral: their life, broken ones, who may."""
