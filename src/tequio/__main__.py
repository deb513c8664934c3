"""`python -m tequio`, the same as `tequio`."""

from tequio.cli import main

if __name__ == "__main__":
    main()
