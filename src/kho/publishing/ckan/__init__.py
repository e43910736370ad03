"""The Action API of CKAN 2.11 over the catalogue: what its clients ask, answered as CKAN answers.

Rule: docs.ckan.org, API guide (Action API) and DataStore extension, 2.11. `calling.call` is the way in.
"""
