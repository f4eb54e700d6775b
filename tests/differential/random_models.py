"""What random querysets are made of: chance, the models, and the paths from each."""


class Chance:
    """Pseudo-random numbers that are the same everywhere (splitmix64)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        return (z ^ (z >> 31)) % n

    def of(self, choices):
        return choices[self.below(len(choices))]

    def percent(self, p):
        return self.below(100) < p


# ------------------------------------------------------------------------------------------------- The models

# Columns: name -> (kind, may be NULL, constants to compare with). The rows are in tables.sql.
COLUMNS = {
    "Artist": {
        "name": ("text", False, ["Miles", "Miles Davis", "Nina", "Ornette", "o"]),
        "country": ("text", True, ["US", "GB", "NO", "DE"]),
        "born": ("int", True, [1926, 1930, 1933, 1947]),
    },
    "Label": {
        "name": ("text", False, ["Columbia", "ECM", "Impulse", "e"]),
        "city": ("text", True, ["New York", "Munich", "Oslo"]),
    },
    "Album": {
        "title": ("text", False, ["Milestones", "Officium", "Blue", "i"]),
        "released": ("date", False, [(1958, 9, 2), (1959, 8, 17), (1965, 2, 1), (1994, 9, 1)]),
        "price": ("decimal", False, ["7.25", "9.99", "12.50", "15.00"]),
        "rating": ("float", True, [2.5, 4.0, 4.5, 5.0]),
        "sold": ("int", False, [0, 10, 200, 561]),
    },
    "Track": {
        "title": ("text", False, ["Milestones", "So What", "Naima", "n"]),
        "seconds": ("int", False, [200, 261, 345, 562]),
        "tempo": ("int", True, [90, 120, 200]),
        "live": ("bool", False, [True, False]),
    },
    "Biography": {
        "text": ("text", False, ["Trumpet", "Saxophone", "Milestones"]),
        "pages": ("int", True, [100, 200, 345]),
    },
    "Review": {
        "author": ("text", False, ["Ada", "Ben", "Columbia"]),
        "stars": ("int", True, [1, 3, 5]),
    },
}
KEYS = 6  # keys begin at 1; most tables have so many rows

# Relations: name -> (model, may lead nowhere, to many rows)
RELATIONS = {
    "Artist": {"mentor": ("Artist", True, False), "students": ("Artist", True, True), "albums": ("Album", True, True),
               "produced": ("Album", True, True), "biography": ("Biography", True, False)},
    "Label": {"albums": ("Album", True, True)},
    "Album": {"artist": ("Artist", False, False), "producer": ("Artist", True, False), "label": ("Label", True, False),
              "tracks": ("Track", True, True), "reviews": ("Review", True, True)},
    "Track": {"album": ("Album", False, False)},
    "Biography": {"artist": ("Artist", False, False)},
    "Review": {"album": ("Album", True, False)},
}
# Which columns are keys of which relation: model -> (relation of its own, to)
FOREIGN_KEYS = {"Artist": ["mentor"], "Album": ["artist", "producer", "label"], "Track": ["album"],
                "Biography": ["artist"], "Review": ["album"], "Label": []}
MODELS = sorted(COLUMNS)
NUMBERS = ("int", "decimal", "float")
KEY_KINDS = tuple("key " + model for model in MODELS)  # of rows of one model: those of two can not be compared
COMPARED = ("int", "decimal", "text", "date") + KEY_KINDS


class Value:
    """Something of a row: a path to a column or key, an annotation, or an expression."""

    def __init__(self, cpp, django, kind, nullable, many=False, plain=True, constants=(), name=None, steps=()):
        self.cpp, self.django, self.kind, self.nullable, self.many = cpp, django, kind, nullable, many
        self.plain, self.constants, self.name, self.steps = plain, constants, name, steps


def is_key(value):
    return value.kind.startswith("key")


def is_relation(value):
    return is_key(value) and value.steps[-1:] != ("id",)


def path_value(names, kind, nullable, many, constants):
    name = "__".join(names)
    return Value('"%s"_f' % name, 'F("%s")' % name, kind, nullable, many, True, constants, name, tuple(names))


def all_paths(model, depth, many=True):
    """Every path from a model, the shorter ones first."""
    found = []

    def walk(at, names, nullable, over_many, left):
        for column in COLUMNS[at]:
            kind, null, constants = COLUMNS[at][column]
            found.append(path_value(names + [column], kind, null or nullable, over_many, constants))
        found.append(path_value(names + ["id"], "key " + at, nullable, over_many, range(1, KEYS + 1)))
        for relation, (to, may_lack, to_many) in sorted(RELATIONS[at].items()):
            if to_many and not many:
                continue
            found.append(path_value(names + [relation], "key " + to, may_lack or nullable, over_many or to_many,
                                    range(1, KEYS + 1)))
            if left:
                walk(to, names + [relation], may_lack or nullable, over_many or to_many, left - 1)

    walk(model, [], False, False, depth)
    return found


PATHS = {(model, depth, many): all_paths(model, depth, many)
         for model in MODELS for depth in (1, 2) for many in (True, False)}


def many_way(model, steps):
    """The steps of a path up to the last that leads to many rows."""
    at, way = model, ""
    for position, step in enumerate(steps):
        if step not in RELATIONS[at]:
            break
        at, _, to_many = RELATIONS[at][step]
        if to_many:
            way = "__".join(steps[:position + 1])
    return way


def constant(kind, value):
    """A constant as (C++, Python)."""
    if kind == "text":
        return '"%s"' % value, '"%s"' % value
    if kind == "date":
        return "day(%d, %d, %d)" % value, "date(%d, %d, %d)" % value
    if kind == "decimal":
        return 'decimal("%s")' % value, 'Decimal("%s")' % value
    if kind == "bool":
        return ("true", "True") if value else ("false", "False")
    return str(value), str(value)
