"""The wizard: a file nobody described goes to a contract and a first publication, page by page."""
