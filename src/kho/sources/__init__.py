"""Where data comes from: transports bring bytes, formats read them as text cells with their place."""
