"""What the transport of HTTP APIs is made of: where it may connect, how it asks, who it says it is, how it pages."""
