"""Numbers and codes that identify people, organisations, vehicles, dossiers and documents, one module each."""
