"""Tags of the wizard's templates."""
