"""Maps of published datasets: figures by administrative unit, and places by their coordinates."""
