"""The catalogue as DCAT-AP over HTTP, what its addresses lead to, and a page that checks anybody's catalogue."""
