"""`python -m engine` is `motcua`."""

from engine.commands import main

main()
