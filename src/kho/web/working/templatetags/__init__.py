"""Tags of the working place."""
