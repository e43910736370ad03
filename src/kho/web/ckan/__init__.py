"""The CKAN Action API over HTTP, and dumps of the DataStore; what is answered is `kho.publishing.ckan`'s."""
