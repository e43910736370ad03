"""The way of one delivery from landing to loaded table, and the record it leaves."""
