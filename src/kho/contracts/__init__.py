"""What a dataset promises: the contract as a value, read, checked and compared."""
