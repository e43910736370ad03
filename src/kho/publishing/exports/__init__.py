"""Published datasets as files: whole or filtered, of any size, in memory that does not grow with them."""
