"""Documents that would cost a server much, were they not refused: each is made of any length."""

from collections.abc import Callable

Document = Callable[[int], str]


def fragments(depth: int) -> str:
    """Each fragment uses the next twice: doubled paths with each."""
    spreads = "".join(
        f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(depth)
    )
    return f"{{ ...F0 }} {spreads} fragment F{depth} on Query {{ __typename }}"


def hollow(depth: int) -> str:
    """Likewise, and at the bottom is a fragment that there is not: no field is ever counted."""
    spreads = " ".join(
        f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(depth)
    )
    return f"{{ ...F0 }} {spreads}"


def circle(size: int) -> str:
    """Fragments that use each other, and the last the first."""
    return hollow(size) + f" fragment F{size} on Query {{ ...F0 ...F0 }}"


def aliases(number: int) -> str:
    return "{" + " ".join(f"a{i}: __typename" for i in range(number)) + "}"


def duplicates(number: int) -> str:
    """The same field again and again, which validation compares with each other."""
    return "{" + "__typename " * number + "}"


def repeats(number: int) -> str:
    """Few enough fields to be measured, all in one place of the answer."""
    return "{" + "municipalities { nodes { code } } " * number + "}"


def directives(number: int) -> str:
    return "{ __typename " + "@include(if: true) " * number + "}"


def levels(depth: int) -> str:
    """So many levels of fields."""
    inside = depth - 3
    return "{ __schema { types " + "{ ofType " * inside + "{ name }" + " }" * inside + " } }"


def pages(rows: int) -> str:
    """Pages in pages."""
    return (
        f"{{ municipalities(first: {rows}) {{ nodes {{ code }} edges {{ node {{ code }} }} }} "
        f"runs(first: {rows}) {{ nodes {{ projection {{ series(measures: []) {{ unit }} "
        "assumptions { name } } } } }"
    )


def inline(depth: int) -> str:
    """Fragments without a name, in each other."""
    return "{" + "... {" * depth + " __typename " + "}" * depth + "}"


def comments(number: int) -> str:
    return "{ __typename " + "#\n" * number + "}"


def text(length: int) -> str:
    return '{ node(id: """' + "x\n " * length + '""") { id } }'


def suggestions(number: int) -> str:
    """Names that are nearly right, for each of which a better one is looked for."""
    return "{" + "".join(f"municipaliti{i} " for i in range(number)) + "}"


def values(number: int) -> str:
    """Values that are all wrong, each of which is pointed at."""
    wrong = " ".join(["NOBODY"] * number)
    what_if = "projection(input: {scenario: FROZEN})"
    return f"{{ {what_if} {{ series(measures: [{wrong}]) {{ unit }} }} }}"


def introspections(number: int) -> str:
    fields = "{ types { name fields { name args { name type { name } } type { name } } } }"
    return "{" + " ".join(f"a{i}: __schema {fields}" for i in range(number)) + "}"


ATTACKS: dict[str, str] = {
    "fragments that use each other, 20 deep": fragments(20),
    "fragments that use each other, 29 deep": fragments(29),
    "fragments that use each other, 80 deep": fragments(80),
    "the same, with nothing at the bottom": hollow(60),
    "the same, in a circle": circle(60),
    "1,000 aliases": aliases(1_000),
    "20,000 duplicate fields": duplicates(20_000),
    "100 duplicate pages": repeats(100),
    "25 directives": directives(25),
    "19 levels": levels(19),
    "nested pages of 10^4": pages(10_000),
    "inline fragments, 300 deep": inline(300),
    "80,000 comments": comments(80_000),
    "a text of 180 KB": text(60_000),
    "400 suggestions": suggestions(400),
    "600 wrong values": values(600),
    "30 times the contract": introspections(30),
}
