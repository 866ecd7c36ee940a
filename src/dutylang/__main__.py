"""`python -m dutylang` is `duty`."""

from dutylang.cli import main

if __name__ == "__main__":
    main()
