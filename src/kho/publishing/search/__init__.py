"""The portal's search: what is published, found by words, narrowed by facets, over an index in memory.

`index.index` is made once for each catalogue and never changes; `answering.search` answers a `question.Search`,
`suggesting.suggest` what is being typed, and `parameters` reads and writes addresses.
"""
