"""Taking part: people ask for data, discuss it, report mistakes in it, show what they made of it; agencies answer."""
