"""`python -m scanner` is `saydo`."""

from scanner.cli import main

main()
