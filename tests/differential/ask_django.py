"""Answers the querysets with Django. Run by Debian's python3, for which python3-django and python3-psycopg2 are made.

    ask_django.py CONNECTION random COUNT SEED     those of generate.py
    ask_django.py CONNECTION named [FILE...]       those of named/, or of these files of it only

One line for each: its checksum, a tab, the answer.
"""
import contextlib
import datetime
import decimal
import sys

sys.dont_write_bytecode = True
import django_models
import generate
import named

NAMES = {}


def written(value):
    """A value as named_queries.hpp writes it, too."""
    if value is None:
        return "~"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (float, decimal.Decimal)):
        return "%.10g" % value
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            return written(value.astimezone(datetime.timezone.utc).replace(tzinfo=None)) + "+00"
        return "%s %s" % (value.date(), written(value.time()))
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S") + (".%06d" % value.microsecond).rstrip("0").rstrip(".")
    if isinstance(value, datetime.timedelta):
        return "%.10g s" % value.total_seconds()
    if isinstance(value, (bytes, memoryview)):
        return "x" + bytes(value).hex()
    if isinstance(value, tuple) and not hasattr(value, "isempty"):
        return written_row(value)
    if isinstance(value, list):
        return "[%s]" % ",".join(written(each) for each in value)
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (written(k), written(value[k])) for k in sorted(value))
    if hasattr(value, "isempty"):  # a range
        if value.isempty:
            return "empty"
        return "%s%s,%s%s" % ("[" if value.lower_inc else "(", "" if value.lower is None else written(value.lower),
                              "" if value.upper is None else written(value.upper), "]" if value.upper_inc else ")")
    if isinstance(value, NAMES["Model"]):
        return written_row(value)
    return str(value)


def written_row(row):
    if isinstance(row, tuple):
        return "|".join(written(each) for each in row)
    if isinstance(row, dict):
        return "|".join(written(each) for each in row.values())
    if not isinstance(row, NAMES["Model"]):
        return written(row)
    key = "%s-%s" % (row.concert_id, row.artist_id) if type(row).__name__ == "Performance" else str(row.pk)
    own = {field.attname for field in row._meta.concrete_fields} | {"_state", "_prefetched_objects_cache"}
    return "|".join([key] + [written(value) for name, value in row.__dict__.items() if name not in own])


class Counter:
    """How many statements are sent."""

    def __init__(self):
        self.sent = 0

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.sent += 1
        return execute(sql, params, many, context)

    def since_last(self):
        sent, self.sent = self.sent, 0
        return sent


def answer(text, ordered, counter):
    """Of a queryset: its rows, count() and exists(); of all else what it is. With the numbers of statements."""
    counter.since_last()
    asked = eval(text, NAMES)
    if not isinstance(asked, (NAMES["QuerySet"], NAMES["Sql"])):
        if isinstance(asked, dict):  # of in_bulk() or of aggregate()
            of_rows = all(isinstance(each, NAMES["Model"]) for each in asked.values())
            given = written(asked) if of_rows else written_row(asked)
        else:
            given = written_row(asked)
        return "[%d] %s" % (counter.since_last(), given)
    rows = [written_row(row) for row in asked]
    counts = [counter.since_last()]
    if not ordered:
        rows.sort()
    # again from the start: a queryset that has been read counts its rows in memory
    count = eval(text, NAMES).count()
    counts.append(counter.since_last())
    exists = eval(text, NAMES).exists()
    counts.append(counter.since_last())
    return "[%d %d %d] %d %s %s" % (*counts, count, "t" if exists else "f", ", ".join(rows))


def error_class(error):
    """What vinyl calls it."""
    from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
    from django.db import DataError, IntegrityError, OperationalError, ProgrammingError
    from django.db.transaction import TransactionManagementError
    if isinstance(error, TransactionManagementError):
        return "usage_error"
    for django, vinyl in ((ObjectDoesNotExist, "does_not_exist"), (MultipleObjectsReturned, "multiple_objects_returned"),
                          (IntegrityError, "integrity_error"), (DataError, "data_error"),
                          (OperationalError, "operational_error"), (ProgrammingError, "programming_error")):
        if isinstance(error, django):
            return vinyl
    return "usage_error"


def answer_random(count, seed):
    from django.db import connection
    counter = Counter()
    with connection.execute_wrapper(counter):
        for _, text, ordered, _ in generate.queries(count, seed):
            try:
                given = answer(text, ordered, counter)
            except Exception as error:  # noqa: what Django refuses is an answer, too
                given = "error: %s: %s" % (type(error).__name__, str(error).split("\n")[0])
            yield generate.checksum(text, ordered), given


def answer_named(files):
    from django.db import connection, transaction
    from django.utils import timezone
    for query in named.queries(files):
        counter = Counter()
        with connection.execute_wrapper(counter), timezone.override(query.zone or "UTC"):
            try:
                with transaction.atomic() if len(query.steps) > 1 else contextlib.nullcontext():
                    given = " ; ".join(answer(step.django, step.ordered, counter) for step in query.steps)
                    if len(query.steps) > 1:
                        transaction.set_rollback(True)
            except Exception as error:  # noqa: also an answer
                given = "error: %s" % error_class(error)
                if len(sys.argv) > 3:
                    given += " (%s: %s)" % (type(error).__name__, str(error).split("\n")[0])
        yield query.checksum(), given.replace("\n", "\\n")


def main():
    NAMES.update(django_models.connect(sys.argv[1]))
    from django.db import connection
    from django.db.models import QuerySet
    connection.ensure_connection()  # which asks what types there are
    NAMES["QuerySet"] = QuerySet
    answers = answer_named(sys.argv[3:]) if sys.argv[2] == "named" else answer_random(int(sys.argv[3]), int(sys.argv[4]))
    for checksum, given in answers:
        print("%s\t%s" % (checksum, given))


if __name__ == "__main__":
    main()
