"""Pages of maps: drawn here without JavaScript, by MapLibre with it."""
