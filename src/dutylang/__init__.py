"""Duties and liability as text in English and Chinese, checked and audited over case records."""

__version__: str


def __getattr__(name: str) -> str:
    """Read the version when it is asked for: package metadata is slow to find and seldom wanted."""
    if name == "__version__":
        from importlib.metadata import version

        return version("dutylang")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
