"""The API's description in OpenAPI 3.1: whole, and of one dataset with its own columns."""
