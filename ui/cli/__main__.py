"""`python -m ui.cli` is the command `guidance`."""

from ui.cli.main import main

if __name__ == "__main__":
    main()
