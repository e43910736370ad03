"""The registers on pages: agencies with their changes over time, systems and connections, code lists."""
