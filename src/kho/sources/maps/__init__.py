"""Map files and their geometries."""
