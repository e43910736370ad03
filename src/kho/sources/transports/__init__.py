"""Ways to fetch what is delivered, one module each."""
