"""Who works here: accounts, the roles they hold for agencies, and what each role may do."""
