"""Parts of the reader of delimited text: options, dialect, header, and a fast and a careful way to read records."""
