"""Mails: queued with what they tell of, sent beside, tried again until they are taken."""
