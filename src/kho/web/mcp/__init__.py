"""A server of the Model Context Protocol: AI assistants search, read about and query the open data."""
