"""How tests call `kho`."""

from collections.abc import Callable

from click.testing import Result

Kho = Callable[..., Result]
"""Called with words; gives the exit code and what was said."""
