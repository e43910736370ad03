"""The Action API of CKAN 2.11 over the catalogue: what its clients ask, answered as CKAN answers.

Rule: docs.ckan.org, API guide (Action API) and DataStore extension, 2.11. `calling.call` is the way in; `site.site`
works out once for each catalogue what it needs.

Where this differs from CKAN on purpose: words and values are compared without case and accents; every word of `q` must
be found (CKAN lets one of three to five be missing), and `q` may use the whole query language without naming a field;
mistakes of the language are 400 Search Query Error (CKAN: 409 Search Error); `facet.field=tags` is understood without
being JSON; lists of organizations in full may have 1000, not 25; words are not counted as facets, and a request is
refused that asks for more patterns, ranges, phrases, filters or facets than any client does.
"""
