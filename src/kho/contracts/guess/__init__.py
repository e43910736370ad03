"""A first contract guessed from a sample: proposed where the values prove it, told in a comment where they do not."""
