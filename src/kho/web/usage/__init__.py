"""How often each dataset is used: counted by day, of nobody in particular."""
