"""What only several engines and a real bus can show."""
