"""Completion in the shell: the script that a shell reads, and the answers to what is typed after `tradedeck`."""

from __future__ import annotations

import argparse

import argcomplete
from argcomplete.shell_integration import shellcode


def script(shell: str) -> str:
    """Return what bash, zsh or fish reads at its start to know the words of `tradedeck`."""
    return shellcode(["tradedeck"], shell=shell)


def answer(parser: argparse.ArgumentParser) -> None:
    """Tell the shell the words that fit what is typed, and end the process."""
    argcomplete.autocomplete(parser)
