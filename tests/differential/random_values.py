"""Values of random querysets that the database calculates: functions, cases, subqueries, windows. All lead to one value for a row."""
from random_models import FOREIGN_KEYS, MODELS, RELATIONS, Value, constant

TEXTS = ["Miles", "nina", "e", "BLUE", "Milestones", "o"]
NUMBERS = [0, 2, 4, 5, 200, 1959]
TEXT_FUNCTIONS = [("lower(%s)", "Lower(%s)"), ("upper(%s)", "Upper(%s)"), ("left(%s, 3)", "Left(%s, 3)"),
                  ("right(%s, 2)", "Right(%s, 2)"), ("substr(%s, 2, 3)", "Substr(%s, 2, 3)"), ("reverse(%s)", "Reverse(%s)"),
                  ('replace(%s, "i", "ee")', 'Replace(%s, Value("i"), Value("ee"))'), ('lpad(%s, 6, "-")', 'LPad(%s, 6, Value("-"))'),
                  ("repeat(%s, 2)", "Repeat(%s, 2)"), ("trim(%s)", "Trim(%s)")]
DATE_FUNCTIONS = [("extract_%s(%%s)" % part, "Extract%s(%%s)" % part.title().replace("_", ""), "int")
                  for part in ("year", "month", "day", "quarter", "week", "week_day", "iso_week_day", "iso_year")] + \
                 [("trunc_%s(%%s)" % part, "Trunc%s(%%s)" % part.title(), "date") for part in ("year", "quarter", "month", "week")]


class Values:
    """What a Query adds of them: it has chance, model and path()."""

    def function_value(self, kind=None, nullable=None):
        """One of this kind; None when chance finds none soon."""
        for _ in range(20):
            made = self.some_function()
            if made is not None and kind in (None, made.kind) and nullable in (None, made.nullable):
                return made
        return None if kind else self.length_of_a_text()

    def made(self, cpp, django, kind, nullable):
        constants = {"text": TEXTS, "int": NUMBERS, "date": [(1959, 1, 1), (1965, 1, 1)], "decimal": ["7.25", "9.99", "12.00"],
                     "float": [2.0, 4.0, 4.5]}[kind]
        return Value(cpp, django, kind, nullable, False, False, constants)

    def one(self, *kinds):
        return self.path(kinds, many=False)

    def length_of_a_text(self):
        text = self.one("text")
        return self.made("length(%s)" % text.cpp, "Length(%s)" % text.django, "int", text.nullable)

    def some_function(self):
        chance = self.chance
        how = chance.below(11)
        text = self.one("text")
        if how < 3:
            cpp, django = chance.of(TEXT_FUNCTIONS)
            return self.made(cpp % text.cpp, django % text.django, "text", text.nullable)
        if how == 3:
            other = self.one("text")
            return self.made('concat(%s, "/", %s)' % (text.cpp, other.cpp),
                             'Concat(%s, Value("/"), %s)' % (text.django, other.django), "text", False)
        if how == 4:
            found = constant("text", chance.of(["e", "i", "Mi"]))[0]
            return self.length_of_a_text() if chance.percent(50) else self.made(
                "str_index(%s, %s)" % (text.cpp, found), "StrIndex(%s, Value(%s))" % (text.django, found), "int", text.nullable)
        if how == 5:
            day = self.one("date")
            if day is None:
                return None
            cpp, django, kind = chance.of(DATE_FUNCTIONS)
            return self.made(cpp % day.cpp, django % day.django, kind, day.nullable)
        number = self.one("int")
        if how == 6 and number is not None:
            cpp, django = chance.of([("abs(%s - 300)", "Abs(%s - 300)"), ("(%s %% 7)", "(%s %% 7)"), ("(-%s)", "(-%s)"),
                                     ("(%s & 12)", "%s.bitand(12)"), ("(%s / 3)", "(%s / 3)"), ("(1000 - %s)", "(1000 - %s)")])
            return self.made(cpp % number.cpp, django % number.django, "int", number.nullable)
        if how == 7:
            amount = self.one("decimal", "float")
            if amount is None:
                return None
            word = chance.of(["floor", "ceil", "abs"])
            return self.made("%s(%s)" % (word, amount.cpp), "%s(%s)" % (word.title(), amount.django), amount.kind, amount.nullable)
        first = text if number is None or chance.percent(50) else number
        second = self.one(first.kind)
        if how == 8:
            word = chance.of(["greatest", "least"])
            return self.made("%s(%s, %s)" % (word, first.cpp, second.cpp), "%s(%s, %s)" % (word.title(), first.django, second.django),
                             first.kind, first.nullable and second.nullable)
        if how == 9:
            cpp, django = constant(first.kind, chance.of(first.constants))
            django = "Value(%s)" % django if first.kind == "text" else django
            return self.made("nullif(%s, %s)" % (first.cpp, cpp), "NullIf(%s, %s)" % (first.django, django), first.kind, True)
        return self.case(first, second)

    def case(self, first, second):
        when = self.compare_constant(self.path(many=False))
        output = {"text": "TextField()", "int": "IntegerField()"}[first.kind]
        if self.chance.percent(40):
            return self.made("case_(when(%s, %s))" % (when.cpp, first.cpp),
                             "Case(When(%s, then=%s), output_field=%s)" % (when.django, first.django, output), first.kind, True)
        return self.made("case_(when(%s, %s)).otherwise(%s)" % (when.cpp, first.cpp, second.cpp),
                         "Case(When(%s, then=%s), default=%s, output_field=%s)" % (when.django, first.django, second.django, output),
                         first.kind, first.nullable or second.nullable)

    def subquery_value(self):
        """A value of the first row that points here; None for models that nothing points at."""
        chance = self.chance
        options = [(m, key) for m in MODELS for key in FOREIGN_KEYS[m] if RELATIONS[m][key][0] == self.model]
        if not options:
            return None
        model, key = chance.of(options)
        value = self.path(("text", "int"), model=model, many=False)
        down = chance.of(["", "-"])
        return self.made(
            '%s::vinyl().filter("%s"_f = "id"_outer).order_by("%s%s"_f, "id"_f).values(%s).limit(1)' % (
                model, key, down, value.name, value.cpp),
            'Subquery(%s.objects.filter(%s=OuterRef("pk")).order_by("%s%s", "id").values("%s")[:1])' % (
                model, key, down, value.name, value.name), value.kind, True)

    def window_value(self):
        chance = self.chance
        part, order = self.one("text", "int"), self.one("text", "int", "date", "decimal")
        down = chance.percent(40)
        by_cpp = 'order_by("%s%s"_f, "id"_f)' % ("-" if down else "", order.name)
        by_django = 'order_by=[%s.%s(), F("id").asc()]' % (order.django, "desc" if down else "asc")
        parts_cpp, parts_django = ("partition_by(%s), " % part.cpp, "partition_by=%s, " % part.django) if chance.percent(50) else ("", "")
        how = chance.below(4)
        value = self.one("int") or self.one("text")
        if how == 0:
            word = chance.of(["row_number", "rank", "dense_rank"])
            cpp, django, kind, nullable = word + "()", word.title().replace("_", "") + "()", "int", False
        elif how == 1:
            word, offset = chance.of(["lag", "lead"]), chance.of([1, 1, 2])
            cpp, django = "%s(%s, %d)" % (word, value.cpp, offset), "%s(%s, %d)" % (word.title(), value.django, offset)
            kind, nullable = value.kind, True
        elif how == 2:
            word = chance.of(["first_value", "last_value"])
            cpp, django = "%s(%s)" % (word, value.cpp), "%s(%s)" % (word.title().replace("_", ""), value.django)
            kind, nullable = value.kind, value.nullable
        else:
            word = chance.of(["max", "min", "count"])
            cpp, django = "%s(%s)" % (word, value.cpp), "%s(%s)" % (word.title(), value.django)
            kind, nullable = ("int", False) if word == "count" else (value.kind, True)
        frame_cpp, frame_django = "", ""
        if how >= 2 and chance.percent(40):
            frame_cpp, frame_django = chance.of([
                (", rows_between(vinyl::preceding(1), vinyl::current_row)", ", frame=RowRange(start=-1, end=0)"),
                (", rows_between(vinyl::current_row, vinyl::unbounded_following)", ", frame=RowRange(start=0, end=None)"),
                (", rows_between(vinyl::preceding(1), vinyl::following(1))", ", frame=RowRange(start=-1, end=1)")])
        return self.made("%s.over(%s%s%s)" % (cpp, parts_cpp, by_cpp, frame_cpp),
                         "Window(%s, %s%s%s)" % (django, parts_django, by_django, frame_django), kind, nullable)
