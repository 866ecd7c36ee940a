"""The version of the program: the one place where it stands. Package metadata takes it from here."""

VERSION = "0.1.0"
