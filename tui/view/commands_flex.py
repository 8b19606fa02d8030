"""The part of the command table with which one fetches and reads Flex statements."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "flex.fetch",
        "Fetch",
        "Ask for the query's statement, or for those of all marked queries.",
        ("f",),
        Scope.FLEX,
        70,
        line="fetch",
        argument="[QUERY|all] [DAYS | FIRST LAST]",
        also=("flex get", "flex fetch"),
    ),
    Command(
        "flex.fetch_days", "Fetch days", "Ask for other days than the query's own.", ("d",), Scope.FLEX, 45, "Days"
    ),
    Command(
        "flex.statement",
        "Open a statement",
        "Open the statement of that number, as in `statement 12`.",
        (),
        Scope.FLEX,
        line="statement",
        argument="NUMBER",
    ),
    Command(
        "flex.compare",
        "Compare",
        "Say what the open statement has other than an earlier one.",
        ("c",),
        Scope.FLEX,
        32,
        line="compare",
        argument="[NUMBER]",
    ),
    Command(
        "flex.export",
        "Export statement",
        "Write the shown section, or everything, to a CSV or JSON file.",
        ("e",),
        Scope.FLEX,
        36,
        "Export",
        line="flexexport",
        argument="[csv|json] [all]",
    ),
    Command("flex.export_json", "Export as JSON", "Write the same as JSON.", ("E",), Scope.FLEX),
    Command("flex.about", "About", "Say all that is known of the job or the statement.", ("i",), Scope.FLEX, 34),
    Command("flex.page_raw", "Raw file", "Show the file as received in $PAGER.", ("v",), Scope.FLEX, 28, "Raw"),
    Command(
        "flex.prune",
        "Prune the archive",
        "Remove old statements but COUNT of each query; shows first which.",
        (),
        Scope.FLEX,
        line="prune",
        argument="keep COUNT [older DAYS] [QUERY]",
        also=("flex prune",),
    ),
    Command("flex.edit_raw", "Raw file in $EDITOR", "Open a copy of the file in $EDITOR.", ("V",), Scope.FLEX),
)

_QUERIES = (
    Command(
        "flex_queries.open", "Open", "Open the newest statement of this query.", ("enter",), Scope.FLEX_QUERIES, 65
    ),
)

_JOBS = (
    Command(
        "flex_jobs.open",
        "Open",
        "Open the statement; before it is there, say all about the job.",
        ("enter",),
        Scope.FLEX_JOBS,
        65,
    ),
    Command("flex_jobs.cancel", "Call off", "Call the job off.", ("x",), Scope.FLEX_JOBS, 50),
    Command("flex_jobs.resume", "Go on", "Go on with a parked job.", ("u",), Scope.FLEX_JOBS, 55),
)

_FILES = (Command("flex_files.open", "Open", "Open the statement.", ("enter",), Scope.FLEX_FILES, 65),)

_READER = (
    Command(
        "flex_reader.enter",
        "Open",
        "Go to the section of a figure, into a section, or into a row.",
        ("enter",),
        Scope.FLEX_READER,
        65,
    ),
    Command("flex_reader.leave", "Out", "Go back out by one level.", ("escape",), Scope.FLEX_READER, 64, "Back"),
    Command(
        "flex_reader.next",
        "Next view",
        "The next view, the columns to the right, or the next row.",
        ("l", "right"),
        Scope.FLEX_READER,
        72,
        "Views",
    ),
    Command(
        "flex_reader.previous",
        "Previous view",
        "The view before, the columns to the left, or the row before.",
        ("h", "left"),
        Scope.FLEX_READER,
    ),
    Command(
        "flex_reader.next_account",
        "Next account",
        "Show the next account of this statement.",
        ("right_square_bracket",),
        Scope.FLEX_READER,
        30,
        "Account",
        back="flex_reader.previous_account",
    ),
    Command(
        "flex_reader.previous_account",
        "Previous account",
        "Show the account before.",
        ("left_square_bracket",),
        Scope.FLEX_READER,
    ),
    Command("flex_reader.columns", "Columns", "Choose the columns of this section.", ("t",), Scope.FLEX_READER, 50),
)

FLEX: tuple[Command, ...] = (*_SCREEN, *_QUERIES, *_JOBS, *_FILES, *_READER)
"""All commands of the Flex screen, in the order in which help shows them."""
