"""What people are called and where they live; a few are called what no program likes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """Where people come from: ISO code, name, account currency, dialling code, how many, and names usual there."""

    code: str
    name: str
    currency: str
    dial: str
    weight: int
    first: tuple[str, ...]
    last: tuple[str, ...]


COUNTRIES = (
    Country(
        "PL", "Poland", "PLN", "48", 22,
        ("Anna", "Piotr", "Katarzyna", "Tomasz", "Łukasz", "Zofia", "Marek", "Ewa", "Paweł", "Agnieszka"),
        ("Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Lewandowski", "Zielińska", "Dąbrowski"),
    ),
    Country(
        "DE", "Germany", "EUR", "49", 18,
        ("Lena", "Jonas", "Greta", "Felix", "Jürgen", "Sabine", "Moritz", "Heike", "Björn", "Käthe"),
        ("Müller", "Schmidt", "Weiß", "Schneider", "Fischer", "Köhler", "Becker", "Krüger", "Lindner"),
    ),
    Country(
        "ES", "Spain", "EUR", "34", 14,
        ("Lucía", "Javier", "Inés", "Álvaro", "Marta", "Sergio", "Nuria", "Iñaki", "Pilar", "Raúl"),
        ("García", "Martínez", "Peña", "López", "Núñez", "Romero", "Ibáñez", "Serrano", "Ortega"),
    ),
    Country(
        "GB", "United Kingdom", "GBP", "44", 13,
        ("Olivia", "Harry", "Amelia", "George", "Isla", "Oscar", "Freya", "Callum", "Zara", "Imran"),
        ("Smith", "Jones", "Taylor", "Patel", "Evans", "O'Brien", "Wright", "Hughes", "Khan", "Clarke"),
    ),
    Country(
        "CZ", "Czechia", "CZK", "420", 9,
        ("Jana", "Petr", "Eliška", "Ondřej", "Tereza", "Jiří", "Lucie", "Vojtěch"),
        ("Nováková", "Svoboda", "Dvořák", "Černá", "Procházka", "Kučerová", "Veselý"),
    ),
    Country(
        "FR", "France", "EUR", "33", 8,
        ("Chloé", "Hugo", "Manon", "Léo", "Camille", "Théo", "Zoé", "Benoît"),
        ("Martin", "Bernard", "Lefèvre", "Moreau", "Girard", "Rousseau", "Faure"),
    ),
    Country(
        "AE", "United Arab Emirates", "USD", "971", 7,
        ("Omar", "Layla", "Yusuf", "Mariam", "Khalid", "Noor", "Hassan", "Aisha"),
        ("Al Farsi", "Haddad", "Nasser", "Rahman", "Al Mansoori", "Saleh"),
    ),
    Country(
        "JP", "Japan", "USD", "81", 5,
        ("陽菜", "蓮", "結衣", "大翔", "さくら", "健太"),
        ("佐藤", "鈴木", "高橋", "田中", "渡辺"),
    ),
    Country(
        "ZA", "South Africa", "USD", "27", 4,
        ("Thandi", "Pieter", "Lerato", "Johan", "Zanele", "Sipho"),
        ("Nkosi", "Botha", "Dlamini", "van der Merwe", "Naidoo"),
    ),
)  # fmt: skip

ODD_PLACE, ODD_DAYS = 3, 3
"""The fourth lead of every third day has one of `ODD_NAMES` or of `ODD_EMAILS`, in turn."""

ODD_NAMES = (
    ("<b>Bold</b>", "<script>alert(1)</script>"),
    ("[red]Markup[/red]", "[/] [@click=app.quit]Quit[/]"),
    ('=HYPERLINK("http://evil.example","Prize")', "+1+1"),
    ("-2+3", "@SUM(A1:A9)"),
    ("\x1b[2J\x1b[31mEscape", "\x1b]0;title\x07Bell"),
    ("Line\nBreak", "Tab\tStop\r\n"),
    ("\u202eesreveR", "Zero\u200bWidth\ufeff"),
    ("Robert'); DROP TABLE leads;--", 'Quo"te\\Back'),
    ("👩‍👩‍👧‍👦 Family", "e\u0301\u0327 Combined"),
    ("A very long first name that does not fit into any column " * 4, "Adolph Blaine Charles " * 6),
    ("", ""),
    ("N/A", "null"),
)

ODD_EMAILS = (
    '"<img src=x onerror=alert(1)>"@mail.example',
    "=cmd|'/C calc'!A0@mail.example",
    "[bold]me[/bold]@mail.example",
    "\x1b[31mred@mail.example",
    "no-at-sign.mail.example",
    "spaces in it @mail.example",
)
MAILS = ("mail.example", "post.example", "inbox.example", "web.example")
