"""How an agency's data stands: what is due, late and failing, its score over time, what breaks, who uses it."""
