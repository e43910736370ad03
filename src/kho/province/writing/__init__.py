"""Changes of the province folder made by programs for people: all of one or nothing, checked first, with a history."""
