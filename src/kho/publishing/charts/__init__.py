"""Charts of published datasets: suggested or asked for by an address, drawn the same by a browser and by us."""
