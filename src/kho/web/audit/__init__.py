"""Who did what, kept in the same transaction as what was done."""
