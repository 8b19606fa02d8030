"""The part of the command table with which one reads the CRM's reports."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "crm.days",
        "Days",
        "Choose the days: a preset, one day, or first and last day.",
        ("d",),
        Scope.CRM,
        70,
        line="days",
        argument="[PRESET | DAY | FIRST LAST]",
        also=("crm days",),
    ),
    Command(
        "crm.page",
        "Go to a page",
        "Go to a page by its name, as in `page transactions`.",
        (),
        Scope.CRM,
        line="page",
        argument="PAGE",
        also=("crm",),
    ),
    Command(
        "crm.ibhistory",
        "IB history",
        "What the broker says that your clients traded: `ibhistory last month`.",
        (),
        Scope.CRM,
        line="ibhistory",
        argument="[PRESET | DAY | FIRST LAST]",
    ),
    Command("crm.again", "Ask again", "Ask for all of these days anew, whatever is kept.", ("R",), Scope.CRM),
    Command("crm.stop", "Stop", "Stop reading; what came stays, marked partial.", ("x",), Scope.CRM, 40),
    Command("crm.agree", "Read them all", "Read very many rows after all.", ("A",), Scope.CRM),
    Command(
        "crm.mask",
        "Mask names",
        "Mask names, numbers and money, on all screens, or no more.",
        ("m",),
        Scope.CRM,
        44,
        "Mask",
    ),
    Command(
        "crm.fakes", "Fake transactions", "Ask for fake transactions too, or no more.", (), Scope.CRM, line="fakes"
    ),
    Command(
        "crm.servers",
        "Servers of positions",
        "Ask for the positions of these servers only; of all without a tag.",
        (),
        Scope.CRM,
        line="servers",
        argument="[TAG …]",
    ),
    Command(
        "crm.user",
        "CRM user",
        "Show the reports of another user of the config.",
        (),
        Scope.CRM,
        line="crmuser",
        argument="USER",
    ),
    Command(
        "crm.export",
        "Export CRM rows",
        "Write the rows that are shown to a CSV or JSON file.",
        ("e",),
        Scope.CRM,
        36,
        "Export",
        line="crmexport",
        argument="[csv|json] [all]",
    ),
    Command(
        "crm.raw", "Raw JSON", "Show the row's fields, or the row as the CRM sent it.", ("v",), Scope.CRM, 28, "Raw"
    ),
    Command("crm.export_json", "Export as JSON", "Write the same as JSON.", ("E",), Scope.CRM),
    Command(
        "crm.about", "About", "Say what went wrong, what to know, and what the API leaves out.", ("i",), Scope.CRM, 34
    ),
    Command(
        "crm.forget", "Clear the CRM cache", "Remove all that is kept of this CRM user.", (), Scope.CRM, line="crmclear"
    ),
)

_MAIN = (
    Command("crm_main.enter", "In", "From a partner to clients, accounts, positions.", ("enter",), Scope.CRM_MAIN, 65),
    Command("crm_main.leave", "Out", "Go back up by one level.", ("escape",), Scope.CRM_MAIN, 64, "Back"),
    Command(
        "crm_main.next_page",
        "Next page",
        "Go to the next page.",
        ("right_square_bracket",),
        Scope.CRM_MAIN,
        68,
        "Pages",
        back="crm_main.previous_page",
    ),
    Command(
        "crm_main.previous_page", "Previous page", "Go to the page before.", ("left_square_bracket",), Scope.CRM_MAIN
    ),
    Command(
        "crm_main.right",
        "Right",
        "Columns to the right, or the funnel of the next partner.",
        ("l", "right"),
        Scope.CRM_MAIN,
    ),
    Command(
        "crm_main.left",
        "Left",
        "Columns to the left, or the funnel of the partner before.",
        ("h", "left"),
        Scope.CRM_MAIN,
    ),
    Command(
        "crm_main.clients",
        "Which clients",
        "All clients of the partner, the unfunded, or the inactive ones.",
        ("u",),
        Scope.CRM_MAIN,
        60,
        "Unfunded",
    ),
    Command(
        "crm_main.kind",
        "By",
        "Partners by IB, affiliate, campaign …; IB history by client, symbol.",
        ("b",),
        Scope.CRM_MAIN,
        55,
    ),
    Command("crm_main.columns", "Columns", "Choose the columns of this table.", ("t",), Scope.CRM_MAIN, 30),
)

CRM: tuple[Command, ...] = (*_SCREEN, *_MAIN)
"""All commands of the CRM screen, in the order in which help shows them."""
