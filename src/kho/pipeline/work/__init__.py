"""`kho work`: what is due or has arrived is queued, and taken by processes that may die without harm."""
