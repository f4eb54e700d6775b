"""Answers the random querysets with Django. Run by Debian's python3, for which python3-django and python3-psycopg2 are made.

    ask_django.py COUNT SEED CONNECTION     one line a query: its checksum, a tab, the answer
"""
import datetime
import decimal
import os
import sys
import types

import django
from django.conf import settings

sys.dont_write_bytecode = True
from generate import checksum, queries

application = types.ModuleType("differential")  # Django wants models to belong to an installed package
application.__path__ = [os.path.dirname(os.path.abspath(__file__))]
sys.modules["differential"] = application
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres",
                           "OPTIONS": {"dsn": sys.argv[3], "options": "-c search_path=differential"}}},
    INSTALLED_APPS=["differential"], USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()

from django.db.models import (Avg, Count, DecimalField, DO_NOTHING, Exists, F, FloatField, ForeignKey, IntegerField, Max,  # noqa
                              BooleanField, DateField, Min, Model, OneToOneField, OuterRef, Q, Sum, TextField)
from django.db.models.functions import Coalesce  # noqa


def key(to, related_name, null=False):
    return ForeignKey(to, DO_NOTHING, related_name=related_name, null=null)


class Table(Model):
    class Meta:
        abstract = True
        app_label = "differential"


class Artist(Table):
    name = TextField()
    country = TextField(null=True)
    born = IntegerField(null=True)
    mentor = key("self", "students", null=True)

    class Meta(Table.Meta):
        db_table = "artist"


class Label(Table):
    name = TextField()
    city = TextField(null=True)

    class Meta(Table.Meta):
        db_table = "label"


class Album(Table):
    title = TextField()
    artist = key(Artist, "albums")
    producer = key(Artist, "produced", null=True)
    label = key(Label, "albums", null=True)
    released = DateField()
    price = DecimalField(max_digits=8, decimal_places=2)
    rating = FloatField(null=True)
    sold = IntegerField()

    class Meta(Table.Meta):
        db_table = "album"


class Track(Table):
    album = key(Album, "tracks")
    title = TextField()
    seconds = IntegerField()
    tempo = IntegerField(null=True)
    live = BooleanField()

    class Meta(Table.Meta):
        db_table = "track"


class Biography(Table):
    artist = OneToOneField(Artist, DO_NOTHING, related_name="biography")
    text = TextField()
    pages = IntegerField(null=True)

    class Meta(Table.Meta):
        db_table = "biography"


class Review(Table):
    album = key(Album, "reviews", null=True)
    author = TextField()
    stars = IntegerField(null=True)

    class Meta(Table.Meta):
        db_table = "review"


NAMES = dict(globals(), Decimal=decimal.Decimal, date=datetime.date)


def written(value):
    if value is None:
        return "~"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (float, decimal.Decimal)):
        return "%.10g" % value
    return str(value)


def written_row(row, queryset):
    if isinstance(row, tuple):
        return "|".join(written(each) for each in row)
    added = [name for name in queryset.query.annotation_select]  # alias() is none of them
    return "|".join([str(row.pk)] + [written(getattr(row, name)) for name in added])


def answer(text, ordered):
    queryset = eval(text, NAMES)
    rows = [written_row(row, queryset) for row in queryset]
    if not ordered:
        rows.sort()
    # again from the start: a queryset that has been read counts its rows in memory
    count, exists = eval(text, NAMES).count(), eval(text, NAMES).exists()
    return "%d %s %s" % (count, "t" if exists else "f", ", ".join(rows))


def main():
    for _, text, ordered, _ in queries(int(sys.argv[1]), int(sys.argv[2])):
        try:
            given = answer(text, ordered)
        except Exception as error:  # noqa: what Django refuses is an answer, too
            given = "error: %s: %s" % (type(error).__name__, str(error).split("\n")[0])
        print("%s\t%s" % (checksum(text, ordered), given))


if __name__ == "__main__":
    main()
