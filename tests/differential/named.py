"""Named queries: both sides beside each other in the files of named/, the name with the row of Django's list that it is about.

    M2 two filters may be met by two rows
        Django  Artist.objects.filter(albums__price__lt=10).filter(albums__sold__gt=300)
        vinyl   Artist::vinyl().filter("albums__price"_f < 10).filter("albums__sold"_f > 300)

Either side is a queryset, of which the rows, count(), exists() and the numbers of statements for each are compared, or what asks
the database itself, such as get(), of which the result, or the class of the error, and the number of statements are. The order of rows is
compared where the vinyl side says one. A longer side goes on in lines that are indented further. Then there may be

    zone     Europe/Berlin     in which time zone Django evaluates it (vinyl says in_time_zone())
    because  V3: ...           why the Django side is not what a user would write, where 3.2 and main differ or 3.2 lacks it:
                               Sql("...") and sql_value("...") are the statement that main would send

More than one pair of sides are steps, one after the other, in a transaction that is undone: for what changes rows.
To add one, write it into a file there, and run tests/differential/record.

    named.py                   prints the names
    named.py FILE FOLDER       writes FOLDER/named_FILE.cpp, the vinyl side of named/FILE.txt
"""
import os
import re
import sys
import zlib

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "named")
CONTINUED = " " * 9


class Step:
    def __init__(self, django):
        self.django, self.cpp = django, None

    @property
    def ordered(self):
        """Whether the vinyl side says an order: in what stands outside of all parentheses."""
        text = re.sub(r'"(\\.|[^"\\])*"', '""', self.cpp)
        while "(" in text:
            text = re.sub(r"\(([^()]*)\)", lambda inside: "<.>" if inside[1] else "<>", text)
        return re.search(r"\b(order_by<\.>|dates<|datetimes<)", text) is not None


class Named:
    def __init__(self, name):
        self.name, self.steps, self.zone, self.because = name, [], "", ""

    def checksum(self):
        """Tells whether a recorded answer is one to this question."""
        text = self.name + self.zone + "".join("%s %d" % (step.django, step.ordered) for step in self.steps)
        return "%08x" % zlib.crc32(text.encode())


def parts(lines, path):
    """The lines with what goes on in the next ones put together."""
    part = ""
    for number, line in enumerate(lines, 1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        if line.startswith(CONTINUED):
            part += " " + line.strip()
            continue
        if part:
            yield part
        part = line
        if not re.match(r"[A-Z].*[^ ]$|    (Django|vinyl|zone|because) +[^ ]", line):
            sys.exit("%s:%d: neither a name nor a side: %s" % (path, number, line))
    yield part


def read(path):
    made = []
    with open(path, encoding="utf-8") as lines:
        for part in parts(lines, path):
            if not part.startswith(" "):
                made.append(Named(part))
                continue
            word, text = part.split(None, 1)
            if word == "Django":
                made[-1].steps.append(Step(text))
            elif word == "vinyl":
                made[-1].steps[-1].cpp = text
            else:
                setattr(made[-1], word, text)
    for query in made:
        if not query.steps or any(step.cpp is None for step in query.steps):
            sys.exit("%s: %s: a side is missing" % (path, query.name))
    return made


def files():
    return sorted(name[:-4] for name in os.listdir(FOLDER) if name.endswith(".txt"))


def queries(only=()):
    made = [query for file in (only or files()) for query in read(os.path.join(FOLDER, file + ".txt"))]
    names = [query.name for query in made]
    for name in names:
        if names.count(name) > 1:
            sys.exit("two queries have the name %s" % name)
    return made


def as_literal(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def write_cpp(file, folder):
    made = queries([file])
    lines = ["// Made by named.py of named/%s.txt: do not edit." % file, '#include "differential/named_queries.hpp"', "",
             "namespace differential {", "namespace {", ""]
    for number, query in enumerate(made, 1):
        asks = ["ask(%s, %s)" % (step.cpp, "true" if step.ordered else "false") for step in query.steps]
        lines.append("// %s" % query.name)
        if len(asks) == 1:
            lines += ["dual<std::string> named_%d() {" % number, "    return %s;" % asks[0], "}"]
        else:  # in functions of their own: g++ 12 miscompiles some temporaries beside a co_await
            lines += ["dual<std::string> named_%d() {" % number, "    std::string line;"]
            lines += ['    line += %sco_await [] { return %s; }();' % ('" ; " + ' if position else "", each)
                      for position, each in enumerate(asks)]
            lines += ["    co_return line;", "}"]
    lines += ["", "}  // namespace", "", "void add_named_%s(std::vector<question>& all) {" % file]
    for number, query in enumerate(made, 1):
        lines.append("    all.push_back({%s, %s, %s, \"%s\", %s, named_%d});" % (
            as_literal(query.name), as_literal(" ; ".join(step.cpp for step in query.steps)),
            as_literal(" ; ".join(step.django for step in query.steps)), query.checksum(),
            "true" if len(query.steps) > 1 else "false", number))
    lines += ["}", "", "}  // namespace differential", ""]
    with open("%s/named_%s.cpp" % (folder, file), "w", encoding="utf-8") as out:
        out.write("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write_cpp(sys.argv[1], sys.argv[2])
    else:
        for query in queries():
            print(query.name)
