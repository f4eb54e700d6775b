"""Random querysets: the same query for Django and for vinyl, from a seed.

    generate.py COUNT SEED FILES FOLDER     writes FOLDER/queries_1.cpp ... (FILES of them), the vinyl side
    generate.py COUNT SEED                  prints both sides, to read

ask_django.py imports this file and evaluates the Django side. Needs nothing but Python; the numbers do not depend on its
version. Where vinyl is to differ from Django, the Django side is not written in the obvious way but so that it says what
vinyl's documents promise. Those are the rules, each with its reason, and there are no others. What Django can not say so
is not asked at all: aggregates that see rows repeated by joins that are not theirs. vinyl computes each apart (see
tests/integration/orm_separate_aggregates.cpp).
"""
import sys
import zlib

from random_models import (COMPARED, FOREIGN_KEYS, KEY_KINDS, MODELS, NUMBERS, PATHS, RELATIONS, Chance, Value, constant, is_key,
                           is_relation, many_way)
from random_values import Values

RULES = {
    "not holding": "A condition that is negated and NULL: vinyl promises that the row counts as one for which the condition"
                   " does not hold. Django promises so, too, but keeps it for plain fields compared with constants only,"
                   " and below an OR only if no earlier condition made the join INNER for a while; else it sends NOT (NULL),"
                   " and the row is in neither filter() nor exclude(). Said to Django as: the rows that are not among those"
                   " of filter(condition).",
    "right side": "An expression on the right that can do without a related row, as coalesce(\"label__name\"_f, \"title\"_f):"
                  " Django joins it INNER and loses the rows that have none. Said to Django as an alias that is made first,"
                  " which it joins LEFT.",
    "twice negated": "!(!(a condition on a relation to many rows)): Django 3.2 sends SQL that names a join it did not make,"
                     " or the rows once for each related row. Said to Django as: the rows that are among those of"
                     " filter(condition).",
    "Django fails": "Django 3.2 makes SQL that the server refuses (about one in ten thousand, mostly a negated path to many rows"
                    " that comes back to its own table, under an OR). Nothing to compare; vinyl must have an answer.",
}


# ----------------------------------------------------------------------------------------------- Conditions

class Atom:
    """One condition. Certain: Django keeps the promise about NULL when it is negated."""

    def __init__(self, cpp, django, certain=True, aliases=""):
        self.cpp, self.django, self.certain, self.aliases = cpp, django, certain, aliases
        self.many = False  # over a relation to many rows
        self.lacking = False  # over a relation that may lead nowhere


class Tree:
    def __init__(self, word, parts):
        self.word, self.parts = word, parts


OPERATORS = {"exact": "==", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Query(Values):
    """One random query, as it grows: the text of both sides."""

    def __init__(self, chance):
        self.chance = chance
        self.model = chance.of(MODELS + ["Album", "Artist", "Track"])
        self.cpp = "%s::vinyl()" % self.model
        self.django = "%s.objects" % self.model
        self.annotations = []
        self.visible = ""  # the kinds of values in the rows: querysets with rows of one type are cheap to compile together
        self.grouped = False
        self.aggregated = False
        self.grouping_by_subquery = False  # Django 3.2 groups by exists() among annotations, and the server refuses it
        self.used = set()  # the rules that were needed
        self.ways = []  # to many rows: the steps of each, and in which call it was said
        self.own_ways = []  # those of aggregates that repeated rows make a difference to; "": of the row itself
        self.calls = 0
        self.annotating = []  # the calls that are annotate()
        self.aliases = 0
        self.order = ""

    # -- values

    def path(self, kinds=None, model=None, many=True, nullable=None):
        chance = self.chance
        depth = 0 if chance.percent(35) else 1 if chance.percent(70) else 2
        fits = [p for p in PATHS[model or self.model, 2, many]
                if (kinds is None or p.kind in kinds) and (nullable is None or p.nullable == nullable)]
        if chance.percent(65):  # there are many paths to keys, and few rows that have a certain one
            fits = [p for p in fits if not is_key(p)] or fits
        chosen = chance.of([p for p in fits if len(p.steps) == depth + 1] or fits) if fits else None
        if chosen is not None and chosen.many and model is None:
            self.ways.append((many_way(self.model, chosen.steps), self.calls))
        return chosen

    def multiplies(self):
        """Whether an aggregate may see rows repeated by joins that are not its own."""
        if not self.own_ways:
            return False
        relations = {steps for steps, _ in self.ways}
        calls = {call for _, call in self.ways if call not in self.annotating}
        return len(relations) > 1 or len(calls) > 1 or any(call > self.annotating[0] for call in calls) or \
            "" in self.own_ways and any(self.own_ways)

    # -- conditions

    def compare_function(self):
        """A function of something, compared. Django 3.2 wants an alias for that, which is made first."""
        value = self.function_value()
        self.aliases += 1
        alias = "r%d" % self.aliases
        known = Value(value.cpp, 'F("%s")' % alias, value.kind, value.nullable, False, False, value.constants, alias)
        atom = self.compare_constant_somehow(known, by_name=False)
        atom.certain = False
        atom.aliases = ".alias(%s=%s)" % (alias, value.django)
        return atom

    def compare_constant(self, value):
        """value <lookup> constant, for any kind."""
        atom = self.compare_constant_somehow(value)
        atom.many = value.many
        atom.lacking = value.nullable and len(value.steps) > 1
        return atom

    def compare_constant_somehow(self, value, by_name=True):
        """by_name: the vinyl side may say it by a name with a lookup at its end."""
        chance, kind = self.chance, value.kind
        name = value.name
        certain = value.plain or not value.nullable
        if kind == "bool":
            if chance.percent(50):
                return Atom(value.cpp, "Q(%s=True)" % name, certain)
            truth = chance.percent(50)
            return Atom("%s == %s" % (value.cpp, "true" if truth else "false"), "Q(%s=%s)" % (name, truth), certain)
        if value.nullable and chance.percent(18):
            truth = chance.percent(50)
            written = '"%s__isnull"_f = %s' % (name, "true" if truth else "false") if chance.percent(30) and by_name else \
                "%s.is_null(%s)" % (value.cpp, "" if truth else "false")
            return Atom(written, "Q(%s__isnull=%s)" % (name, truth))
        how = chance.below(10)
        if how < 2 and kind not in ("float",):
            some = [constant(kind, chance.of(value.constants)) for _ in range(2 + chance.below(2))]
            return Atom("%s.in(%s)" % (value.cpp, ", ".join(c for c, _ in some)),
                        "Q(%s__in=[%s])" % (name, ", ".join(p for _, p in some)), certain)
        if how == 2 and kind in NUMBERS + ("date",):
            low, high = sorted([chance.of(value.constants), chance.of(value.constants)],
                               key=lambda v: float(v) if kind == "decimal" else v)
            low, high = constant(kind, low), constant(kind, high)
            return Atom("%s.between(%s, %s)" % (value.cpp, low[0], high[0]),
                        "Q(%s__range=(%s, %s))" % (name, low[1], high[1]), certain)
        if kind == "date" and how < 6 and value.plain:
            part, at = chance.of([("year", 1959), ("year", 1965), ("month", 8), ("month", 9), ("day", 1), ("quarter", 3), ("week", 40),
                                  ("week_day", 1), ("iso_week_day", 5)])
            if chance.percent(25):
                return Atom('"%s__%s"_f.in(%d, %d)' % (name, part, at, at + 1), "Q(%s__%s__in=[%d, %d])" % (name, part, at, at + 1),
                            certain)
            lookup = chance.of(sorted(OPERATORS))
            return Atom('"%s__%s"_f %s %d' % (name, part, OPERATORS[lookup], at),
                        "Q(%s__%s__%s=%d)" % (name, part, lookup, at), certain)
        if kind == "text" and how < 4:
            pattern = '"%s"' % chance.of(["^M", "^[MN].+s$", "o", "e[sn]", "^.{4,5}$", "(i|e)$"])
            lookup = chance.of(["regex", "iregex"])
            return Atom("%s.%s(%s)" % (value.cpp, lookup, pattern), "Q(%s__%s=%s)" % (name, lookup, pattern), certain)
        if kind == "text" and how < 7:
            lookup = chance.of(["contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "iexact"])
            c, p = constant(kind, chance.of(value.constants))
            written = '"%s__%s"_f = %s' % (name, lookup, c) if chance.percent(40) and by_name else \
                "%s.%s(%s)" % (value.cpp, lookup, c)
            return Atom(written, "Q(%s__%s=%s)" % (name, lookup, p), certain)
        c, p = constant(kind, chance.of(value.constants))
        lookup = chance.of(["exact"] if is_key(value) else sorted(OPERATORS))
        django = "Q(%s=%s)" % (name, p) if lookup == "exact" else "Q(%s__%s=%s)" % (name, lookup, p)
        if chance.percent(30) and by_name:
            written = '"%s"_f = %s' % (name if lookup == "exact" else "%s__%s" % (name, lookup), c)
        else:
            written = "%s %s %s" % (value.cpp, OPERATORS[lookup], c)
        return Atom(written, django, certain)

    def compare_fields(self):
        """A field beside another one, over any relations; or beside an expression."""
        chance = self.chance
        left = self.path(COMPARED)
        right = self.path((left.kind,))
        if right is None or right.name == left.name:
            return self.compare_constant(left)
        lookup = chance.of(["exact"] if is_key(left) else sorted(OPERATORS))
        cpp, django, aliases = right.cpp, right.django, ""
        if left.kind == "int" and chance.percent(35):
            operator, n = chance.of(["+", "-", "*"]), 1 + chance.below(20)
            cpp, django = "%s %s %d" % (cpp, operator, n), "%s %s %d" % (django, operator, n)
        elif left.kind in ("text", "int") and chance.percent(30):
            first = self.path((left.kind,), many=False, nullable=True)
            second = self.path((left.kind,), many=False, nullable=False) or self.path((left.kind,), many=False)
            if first is not None:
                self.used.add("right side")
                self.aliases += 1
                alias = "r%d" % self.aliases
                cpp = "coalesce(%s, %s)" % (first.cpp, second.cpp)
                aliases = ".alias(%s=Coalesce(%s, %s))" % (alias, first.django, second.django)
                django = 'F("%s")' % alias
        suffix = "" if lookup == "exact" else "__" + lookup
        if chance.percent(25) and not aliases:
            return Atom('"%s%s"_f = %s' % (left.name, suffix, cpp), "Q(%s%s=%s)" % (left.name, suffix, django), False)
        return Atom("%s %s %s" % (left.cpp, OPERATORS[lookup], cpp), "Q(%s%s=%s)" % (left.name, suffix, django), False,
                    aliases)

    def subquery(self, model):
        """A small queryset of a model."""
        inner = Query(self.chance)
        inner.model = model
        c = inner.compare_constant(inner.path(model=model))
        if self.chance.percent(25):
            c2 = inner.compare_constant(inner.path(model=model))
            return ("%s::vinyl().filter(%s, %s)" % (model, c.cpp, c2.cpp),
                    "%s.objects.filter(%s, %s)" % (model, c.django, c2.django))
        word = "exclude" if self.chance.percent(20) else "filter"
        return "%s::vinyl().%s(%s)" % (model, word, c.cpp), "%s.objects.%s(%s)" % (model, word, c.django)

    def in_subquery(self):
        chance = self.chance
        if chance.percent(60):  # a relation, in the rows of its model
            relation, (to, _, _) = chance.of(sorted(RELATIONS[self.model].items()))
            cpp, django = self.subquery(to)
            return Atom('"%s"_f.in(%s)' % (relation, cpp), "Q(%s__in=%s)" % (relation, django), False)
        # the key, in a foreign key of other rows, which may be NULL there
        options = [(m, key) for m in MODELS for key in FOREIGN_KEYS[m] if RELATIONS[m][key][0] == self.model]
        if not options:
            return self.compare_fields()
        model, key = chance.of(options)
        cpp, django = self.subquery(model)
        return Atom('"id"_f.in(%s.values_list("%s"_f))' % (cpp, key), 'Q(id__in=%s.values("%s"))' % (django, key), False)

    def exists(self):
        chance = self.chance
        if chance.percent(70):
            options = [(m, key, "id") for m in MODELS for key in FOREIGN_KEYS[m] if RELATIONS[m][key][0] == self.model]
        else:
            options = []
        if not options:  # any two things of one kind
            outer = self.path(("text", "int") + KEY_KINDS, many=False)
            model = chance.of(MODELS)
            own = self.path((outer.kind,), model=model)
            if own is None:
                outer, own = self.path(("text",), many=False), self.path(("text",), model=model)
            options = [(model, own.name, outer.name)]
        model, own, outer = chance.of(options)
        inner = Query(chance)
        inner.model = model
        cpp, django = '"%s"_f == "%s"_outer' % (own, outer), 'Q(%s=OuterRef("%s"))' % (own, outer)
        if chance.percent(60):
            more = inner.compare_constant(inner.path(model=model))
            cpp, django = cpp + ", " + more.cpp, django + ", " + more.django
        return Atom("exists(%s::vinyl().filter(%s))" % (model, cpp),
                    "Q(Exists(%s.objects.filter(%s)))" % (model, django))

    def atom(self, alone):
        """alone: not part of && || !"""
        chance = self.chance
        if self.annotations and chance.percent(50 if not self.grouped else 100):
            return self.compare_constant(chance.of(self.annotations))
        if self.grouped:
            return self.compare_constant(self.path(many=False))
        how = chance.below(100)
        if how < 50:
            return self.compare_constant(self.path())
        if how < 62:
            return self.compare_function()
        if how < 82:
            return self.compare_fields()
        if how < 91 or self.aggregated and not alone:  # Django 3.2 groups by a subquery that stands beside an aggregate
            return self.in_subquery()
        return self.exists()

    def condition(self, depth=2):
        chance = self.chance
        how = chance.below(100)
        if depth == 0 or how < 55:
            return self.atom(depth == 2)
        if how < 70:
            return Tree("!", [self.condition(depth - 1)])
        return Tree(chance.of(["&&", "||", "||", "||"]), [self.condition(depth - 1), self.condition(depth - 1)])

    def write(self, node, negations, outermost=True, below_or=False):
        """(C++, Django) of a condition that stands in so many negations."""
        if isinstance(node, Atom):
            cpp = node.cpp
            if not outermost:
                cpp = "(%s)" % cpp
            rule = "not holding" if not node.certain or below_or and node.lacking else "twice negated" if node.many and negations % 2 == 0 else None
            if negations and rule:
                self.used.add(rule)
                return cpp, 'Q(pk__in=%s%s.filter(%s).values("pk"))' % (self.django, node.aliases, node.django)
            return cpp, node.django
        if node.word == "!":
            cpp, django = self.write(node.parts[0], negations + 1, False, below_or)
            return "!" + (cpp if cpp.startswith("(") else "(%s)" % cpp), "~%s" % (
                django if not isinstance(node.parts[0], Tree) or node.parts[0].word == "!" else "(%s)" % django)
        sides = [self.write(part, negations, False, below_or or node.word == "||") for part in node.parts]
        return ("(%s %s %s)" % (sides[0][0], node.word, sides[1][0]),
                "(%s %s %s)" % (sides[0][1], "&" if node.word == "&&" else "|", sides[1][1]))

    def aliases_of(self, node):
        return node.aliases if isinstance(node, Atom) else "".join(self.aliases_of(part) for part in node.parts)

    # -- refining

    def narrow(self):
        self.calls += 1
        word = "exclude" if self.chance.percent(30) else "filter"
        conditions = [self.condition() for _ in range(2 if self.chance.percent(18) else 1)]
        written = [self.write(c, 1 if word == "exclude" else 0) for c in conditions]
        aliases = "".join(self.aliases_of(c) for c in conditions)
        self.cpp += ".%s(%s)" % (word, ", ".join(c for c, _ in written))
        self.django += "%s.%s(%s)" % (aliases, word, ", ".join(d for _, d in written))

    def aggregate(self):
        """(C++, Django, kind, may be NULL) of an aggregate over a relation or, grouped, over the rows."""
        chance = self.chance
        name = chance.of(["count", "count", "sum", "min", "max", "avg"])
        if name == "count" and self.grouped and chance.percent(40):
            self.own_ways.append("")
            return "count()", 'Count("*")', "int", False
        kinds = {"count": None, "sum": ("int", "decimal"), "avg": ("int", "decimal", "float"),
                 "min": ("int", "decimal", "date", "text"), "max": ("int", "decimal", "date", "float", "text")}[name]
        value = self.path(kinds)
        if name == "count" and not self.grouped and not value.many and chance.percent(70):
            many = [p for p in PATHS[self.model, 1, True] if p.many]
            value = chance.of(many) if many else value
            if value.many:
                self.ways.append((many_way(self.model, value.steps), self.calls))
        argument, more = value.cpp, ""
        distinct = name == "count" and chance.percent(30)
        if distinct:
            more += ", distinct=True"
        if not distinct and name in ("count", "sum", "avg"):
            self.own_ways.append(many_way(self.model, value.steps) if value.many else "")
        written = "%s(%s)%s" % (name, argument, ".distinct()" if distinct else "")
        if chance.percent(20):
            c = self.compare_constant(self.path())
            written += ".filter(%s)" % c.cpp
            more += ", filter=%s" % c.django
        django = '%s("%s"%s)' % (name.capitalize(), value.name, more)
        kind = "int" if name == "count" else "float" if name == "avg" and value.kind != "decimal" else value.kind
        return written, django, kind, name != "count"

    def annotate(self, for_rows=False):
        chance = self.chance
        self.calls += 1
        self.annotating.append(self.calls)
        added_cpp, added_django = [], []
        new = []
        # Every new type of rows costs the compiler as much as three querysets, so most are of few types.
        visible = not self.visible and self.model in ("Album", "Artist", "Track") or for_rows
        for _ in range(2 if not visible and chance.percent(40) else 1):
            name = "v%d" % (len(self.annotations) + len(new) + 1)
            if self.grouped or chance.percent(65) and not self.grouping_by_subquery:
                cpp, django, kind, nullable = self.aggregate()
                self.aggregated = True
                constants = {"int": [0, 1, 2, 500], "decimal": ["9.99", "20.00"], "float": [4.0, 250.5],
                             "date": [(1959, 8, 17), (1965, 2, 1)], "text": ["Milestones", "o"]}[kind]
            else:
                how = chance.below(8)
                if how > 4:
                    value = self.function_value()
                    cpp, django, kind, nullable, constants = value.cpp, value.django, value.kind, value.nullable, value.constants
                elif how == 4 and not self.aggregated and self.subquery_value() is not None:
                    self.grouping_by_subquery = True
                    value = self.subquery_value()
                    cpp, django, kind, nullable, constants = value.cpp, value.django, value.kind, True, value.constants
                elif how == 0 and not self.aggregated:
                    self.grouping_by_subquery = True
                    atom = self.exists()
                    cpp, django, kind, nullable, constants = atom.cpp, atom.django[2:-1], "bool", False, [True, False]
                elif how == 1:
                    first = self.path(("text", "int"), many=False, nullable=True)
                    first = first or self.path(("text",), many=False)
                    second = self.path((first.kind,), many=False) or first
                    cpp = "coalesce(%s, %s)" % (first.cpp, second.cpp)
                    django = "Coalesce(%s, %s)" % (first.django, second.django)
                    kind, nullable, constants = first.kind, first.nullable and second.nullable, first.constants
                elif how == 2 and self.path(("int",), many=False) is not None:
                    first, second = self.path(("int",), many=False), self.path(("int",), many=False)
                    operator = chance.of(["+", "-", "*"])
                    cpp, django = ("%s %s %s" % (s[0], operator, s[1]) for s in ((first.cpp, second.cpp),
                                                                                 (first.django, second.django)))
                    kind, nullable, constants = "int", first.nullable or second.nullable, [0, 345, 2000]
                else:
                    value = self.path(("text", "int", "date", "decimal"), many=False)
                    cpp, django, kind, nullable = value.cpp, value.django, value.kind, value.nullable
                    constants = value.constants
            added_cpp.append('"%s"_f = %s' % (name, cpp))
            added_django.append("%s=%s" % (name, django))
            new.append(Value('"%s"_f' % name, 'F("%s")' % name, kind, nullable, False, False, constants, name))
        word = "annotate" if visible else "alias"
        if visible:
            self.visible += new[0].kind + ("?" if new[0].nullable else "")
        self.cpp += ".%s(%s)" % (word, ", ".join(added_cpp))
        self.django += ".%s(%s)" % (word, ", ".join(added_django))
        self.annotations += new

    def slice(self):
        first = self.chance.below(3)
        if self.chance.percent(60):
            last = first + self.chance.of([0, 1, 2, 2, 3, 4])
            self.cpp += self.chance.of([".slice(%d, %d)" % (first, last), ".limit(%d).offset(%d)" % (last - first, first),
                                        ".offset(%d).limit(%d)" % (first, last - first)])
            self.django += "[%d:%d]" % (first, last)
        else:
            self.cpp += self.chance.of([".slice(%d)", ".offset(%d)"]) % first
            self.django += "[%d:]" % first


def objects_query(chance):
    """Objects, with or without annotations."""
    query = Query(chance)
    for _ in range(chance.of([1, 1, 2, 2, 3])):
        if chance.percent(28) and len(query.annotations) < 2:
            query.annotate()
        else:
            query.narrow()
    ordered = False
    window = None
    if chance.percent(25) and not query.aggregated and not query.ways and not query.visible:
        window = query.window_value()
        query.visible += window.kind + ("?" if window.nullable else "")
        query.cpp += '.annotate("w"_f = %s)' % window.cpp
        query.django += ".annotate(w=%s)" % window.django
    if chance.percent(60):
        terms_cpp, terms_django = [], []
        if chance.percent(20) and not query.aggregated:
            value = query.function_value()
            down = chance.percent(40)
            terms_cpp.append(value.cpp if not down else "(%s).desc()" % value.cpp)
            terms_django.append(value.django if not down else "(%s).desc()" % value.django)
        if window is not None and chance.percent(40):
            terms_cpp.append('"-w"_f')
            terms_django.append('"-w"')
        on = ""
        for position in range(chance.below(3)):
            value = chance.of(query.annotations) if query.annotations and chance.percent(40) else \
                query.path(("text", "int", "decimal", "date", "float"), many=False)
            if value.name in on:
                continue
            on += value.name
            down = chance.percent(40)
            if chance.percent(25):
                nulls = chance.of(["first", "last"])
                terms_cpp.append("%s.%s().nulls_%s()" % (value.cpp, "desc" if down else "asc", nulls))
                terms_django.append("%s.%s(nulls_%s=True)" % (value.django, "desc" if down else "asc", nulls))
            else:
                terms_cpp.append('"%s%s"_f' % ("-" if down else "", value.name))
                terms_django.append('"%s%s"' % ("-" if down else "", value.name))
        down = "-" if chance.percent(30) else ""
        terms_cpp.append('"%sid"_f' % down)
        terms_django.append('"%sid"' % down)
        query.cpp += ".order_by(%s)" % ", ".join(terms_cpp)
        query.django += ".order_by(%s)" % ", ".join(terms_django)
        query.order = "".join(terms_django).replace("F(", "")
        ordered = True
        if chance.percent(20):
            query.cpp += ".reverse()"
            query.django += ".reverse()"
    if chance.percent(25) and window is None and "(" not in query.order:
        query.cpp += ".distinct()"
        query.django += ".distinct()"
    elif chance.percent(12) and window is None and not ordered and not query.aggregated:
        value = query.path(("text", "int", "decimal", "date"), many=False)
        query.cpp += '.order_by(%s, "-id"_f).distinct(%s)' % (value.cpp, value.cpp)
        query.django += '.order_by("%s", "-id").distinct("%s")' % (value.name, value.name)
        ordered = True
    if ordered and chance.percent(45):
        query.slice()
    return query, ordered


def type_of(column):
    return column.kind.split()[0]


def choose_columns(query, choose):
    """One column or two, in the order of their types, so that few types of rows come out."""
    first, second = choose(), choose()
    columns = [first] if query.chance.percent(65) or first.name == second.name else [first, second]
    columns.sort(key=lambda c: (type_of(c), c.nullable))
    query.visible = " ".join(["values"] + [type_of(c) + ("?" if c.nullable else "") for c in columns])
    return columns


def values_query(chance):
    """Tuples of values."""
    query = Query(chance)
    query.narrow()
    if chance.percent(35):
        query.annotate(for_rows=True)
    columns = choose_columns(query, lambda: chance.of(query.annotations) if query.annotations and chance.percent(40) else
                             query.function_value() if chance.percent(25) and not query.aggregated else
                             query.path(many=chance.percent(30) and not query.aggregated))
    query.cpp += ".values_list(%s)" % ", ".join(c.cpp for c in columns)
    query.django += ".values_list(%s)" % ", ".join('"%s"' % c.name if c.name else c.django for c in columns)
    if chance.percent(40):
        query.cpp += ".distinct()"
        query.django += ".distinct()"
    ordered = chance.percent(60) and not any(is_relation(c) for c in columns)
    if ordered:
        query.cpp += ".order_by(%s)" % ", ".join(c.cpp for c in columns)
        query.django += ".order_by(%s)" % ", ".join('"%s"' % c.name if c.name else c.django for c in columns)
        if chance.percent(40):
            query.slice()
    return query, ordered


def groups_query(chance):
    """values().annotate(): groups."""
    query = Query(chance)
    if chance.percent(70):
        query.narrow()
    columns = choose_columns(query, lambda: query.path(many=chance.percent(25)))
    query.cpp += ".values_list(%s)" % ", ".join(c.cpp for c in columns)
    query.django += ".values_list(%s)" % ", ".join('"%s"' % c.name for c in columns)
    query.grouped = True
    query.annotate(for_rows=True)
    if chance.percent(20):
        query.annotate()
    if chance.percent(45):
        word = "exclude" if chance.percent(30) else "filter"
        value = chance.of(query.annotations)
        atom = query.compare_constant(value)
        django = atom.django
        if word == "exclude" and not atom.certain:  # the same rule, where there is no key to say it by
            query.used.add("not holding")
            django = "%s & Q(%s__isnull=False)" % (django, value.name)
        query.cpp += ".%s(%s)" % (word, atom.cpp)
        query.django += ".%s(%s)" % (word, django)
    ordered = chance.percent(70) and not any(is_relation(c) for c in columns)
    if ordered and chance.percent(40):
        query.cpp += ".order_by(%s)" % ", ".join(['"-v1"_f'] + [c.cpp for c in columns])
        query.django += ".order_by(%s)" % ", ".join(['"-v1"'] + ['"%s"' % c.name for c in columns])
        if chance.percent(50):
            query.slice()
    elif ordered:
        query.cpp += ".order_by(%s)" % ", ".join(c.cpp for c in columns)
        query.django += ".order_by(%s)" % ", ".join('"%s"' % c.name for c in columns)
        if chance.percent(30):
            query.slice()
    return query, ordered


def sets_query(chance):
    """Values of two querysets or three, put together."""
    kind = chance.of(["text", "text", "int"])
    count = chance.of([2, 2, 2, 3])
    word = chance.of(["union", "union", "union_all", "intersection", "difference"])
    sides = []
    while len(sides) < count:
        query = Query(chance)
        if query.path((kind,), many=False, nullable=False) is None:
            continue
        query.narrow()
        value = query.path((kind,), many=False, nullable=False)
        if chance.percent(25) and not (sides and sides[0][1].name):  # Django 3.2 would ask the others for the first one's field
            value = query.function_value(kind, nullable=False) or value
        query.cpp += ".values_list(%s)" % value.cpp
        query.django += ".values_list(%s)" % ("\"%s\"" % value.name if value.name else value.django)
        if chance.percent(15):
            query.cpp += ".order_by(%s).limit(3)" % value.cpp
            query.django += ".order_by(%s)[:3]" % value.django
        sides.append((query, value))
    query, value = sides[0]
    cpp = "%s.%s(%s)" % (query.cpp, "union_" if word == "union" else word, ", ".join(side.cpp for side, _ in sides[1:]))
    django = "%s.%s(%s%s)" % (query.django, "union" if word == "union_all" else word,
                              ", ".join(side.django for side, _ in sides[1:]), ", all=True" if word == "union_all" else "")
    ordered = value.name is not None and chance.percent(60)
    if ordered:
        down = "-" if chance.percent(40) else ""
        cpp += '.order_by("%s%s"_f)' % (down, value.name)
        django += '.order_by("%s%s")' % (down, value.name)
    for side, _ in sides[1:]:
        query.used |= side.used
    query.cpp, query.django, query.visible = cpp, "Listed(%s)" % django, "values " + kind
    if ordered and chance.percent(40):
        first = chance.below(3)
        last = first + chance.of([1, 2, 3, 5])
        query.cpp += ".slice(%d, %d)" % (first, last)
        query.django = "Listed(%s[%d:%d])" % (django, first, last)
    query.own_ways = []
    return query, ordered


def queries(count, seed):
    """[(C++, Django, whether the order of the rows is told, the rules used)], those with one type of rows together"""
    chance = Chance(seed)
    made, texts = [], set()
    while len(made) < count:
        how = chance.below(100)
        query, ordered = (objects_query if how < 62 else values_query if how < 76 else groups_query if how < 90 else
                          sets_query)(chance)
        if query.cpp in texts or query.multiplies():
            continue
        texts.add(query.cpp)
        type_of_rows = query.visible if query.visible.startswith("values") else "%s %s" % (query.model, query.visible)
        made.append((type_of_rows, len(made), (query.cpp, query.django, ordered, sorted(query.used))))
    return [query for _, _, query in sorted(made)]


# --------------------------------------------------------------------------------------------------- Writing

def checksum(django, ordered):
    """Tells whether a recorded answer is one to this question."""
    return "%08x" % zlib.crc32(("%s %d" % (django, ordered)).encode())


def as_literal(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def write_cpp(made, files, folder):
    per_file = -(-len(made) // files)
    for file in range(files):
        begin = file * per_file
        lines = ["// Made by generate.py: do not edit.", '#include "differential/queries.hpp"', "",
                 "namespace differential {", "namespace {", ""]
        mine = list(enumerate(made))[begin:begin + per_file]
        for number, (cpp, _, ordered, _) in mine:
            lines += ["dual<std::string> query_%d() {" % (number + 1),
                      "    return ask(%s, %s);" % (cpp, "true" if ordered else "false"), "}"]
        lines += ["", "}  // namespace", "", "void add_queries_%d(std::vector<question>& all) {" % (file + 1)]
        for number, (cpp, django, ordered, _) in mine:
            lines.append("    all.push_back({\"\", %s, %s, \"%s\", false, query_%d});" % (
                as_literal(cpp), as_literal(django), checksum(django, ordered), number + 1))
        lines += ["}", "", "}  // namespace differential", ""]
        with open("%s/queries_%d.cpp" % (folder, file + 1), "w") as out:
            out.write("\n".join(lines))
    with open("%s/all_queries.cpp" % folder, "w") as out:
        numbers = range(1, files + 1)
        out.write("\n".join(
            ["// Made by generate.py: do not edit.", '#include "differential/queries.hpp"', "", "namespace differential {", ""]
            + ["void add_queries_%d(std::vector<question>&);" % n for n in numbers]
            + ["std::vector<question> all_questions() {", "    std::vector<question> all;"]
            + ["    add_queries_%d(all);" % n for n in numbers]
            + ["    return all;", "}", "", "}  // namespace differential", ""]))


if __name__ == "__main__":
    made = queries(int(sys.argv[1]), int(sys.argv[2]))
    if len(sys.argv) > 4:
        write_cpp(made, int(sys.argv[3]), sys.argv[4])
    else:
        for number, (cpp, django, ordered, used) in enumerate(made, 1):
            print("%d%s\n  %s\n  %s" % (number, "".join(" [%s]" % rule for rule in used), cpp, django))
