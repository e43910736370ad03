"""Changes of the province folder made on pages: written at once, or proposed, looked over and approved by another."""
