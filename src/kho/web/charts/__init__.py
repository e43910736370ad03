"""Pages of charts: made without JavaScript, livelier with it."""
