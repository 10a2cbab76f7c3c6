"""Sources of actions: looked at as trees."""
