"""Folding: the one text normalisation shared by training and by the Rust program.

Character by character, so that offsets can be carried through it:

1. canonical decomposition (NFD);
2. every code point of a Unicode category ``M*`` (accents, marks) is dropped;
3. each remaining code point is lower-cased on its own;
4. typographic apostrophes and quotes become ASCII, ``œ`` and ``æ`` two letters;
5. any white space becomes one plain space (runs are kept as they are).

Letters and signs of ASCII in full width, and letters dressed for mathematics, are
first brought to plain ones (NFKD).

Changing anything here makes the tokenizer and the model disagree with the
program, so a change needs a new model.
"""

from __future__ import annotations

import unicodedata

_REPLACE = {
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'",
    "\u0153": "oe", "\u00e6": "ae",
    "\u00ab": '"', "\u00bb": '"', "\u201c": '"', "\u201d": '"', "\u201e": '"',
}


def _fold_char(char: str) -> str:
    out = []
    if "\uff01" <= char <= "\uff5e" or "\U0001d400" <= char <= "\U0001d7ff":
        char = unicodedata.normalize("NFKD", char)
    for point in unicodedata.normalize("NFD", char):
        if unicodedata.category(point).startswith("M"):
            continue
        for low in point.lower():
            out.append(" " if low.isspace() else _REPLACE.get(low, low))
    return "".join(out)


class _Cache(dict):
    """Folded form of each character met so far."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = _fold_char(char)
        return folded


_CACHE = _Cache()


def fold(text: str) -> str:
    """Fold a text."""
    return "".join([_CACHE[c] for c in text])


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold a text; ``offsets[i]`` is where character ``i`` starts in the result.

    One more entry than characters, so that ``offsets[end]`` is always valid.
    """
    pieces, offsets, position = [], [0], 0
    for char in text:
        piece = _CACHE[char]
        pieces.append(piece)
        position += len(piece)
        offsets.append(position)
    return "".join(pieces), offsets
