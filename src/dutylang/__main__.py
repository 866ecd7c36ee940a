"""`python -m dutylang` is `duty`."""

from dutylang.cli import entry

if __name__ == "__main__":
    entry()
