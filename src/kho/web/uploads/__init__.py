"""Files handed over in pieces, over connections that break, by the tus protocol 1.0 (tus.io)."""
