"""The portal's own API, `/api/v1`: catalogue, records, quality, lineage, runs, and its description in OpenAPI 3.1."""
