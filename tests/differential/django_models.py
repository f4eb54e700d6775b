"""The models of the querysets for Django, the same as in models.hpp and concerts.hpp, and the names that querysets are made of."""
import datetime
from decimal import Decimal  # noqa: a name of querysets
import os
import sys
import types
from uuid import UUID  # noqa
import zoneinfo

import django
from django.conf import settings


def connect(dsn):
    """Makes Django ready to ask that database. Models are declared by it, since Django must be ready before."""
    application = types.ModuleType("differential")  # Django wants models to belong to an installed package
    application.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules["differential"] = application
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres",
                               "OPTIONS": {"dsn": dsn, "options": "-c search_path=differential,public"}}},
        INSTALLED_APPS=["django.contrib.postgres", "differential"], USE_TZ=True, TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
    django.setup()
    return declare()


def declare():
    from django.contrib.postgres.aggregates import (ArrayAgg, BitAnd, BitOr, BoolAnd, BoolOr, Corr, CovarPop,  # noqa
                                                    JSONBAgg, RegrAvgX, RegrAvgY, RegrCount, RegrIntercept, RegrR2, RegrSlope,
                                                    RegrSXX, RegrSXY, RegrSYY, StringAgg)
    from django.contrib.postgres.fields import (ArrayField, DateRangeField, DateTimeRangeField, DecimalRangeField,  # noqa
                                                HStoreField, IntegerRangeField)
    from django.contrib.postgres.search import (SearchHeadline, SearchQuery, SearchRank, SearchVector,  # noqa
                                                SearchVectorField, TrigramDistance, TrigramSimilarity)
    from django.db import connection
    from django.db.models import (Aggregate, Avg, BigIntegerField, BinaryField, BooleanField, Case, CharField, Count,  # noqa
                                  DateField, DateTimeField, DecimalField, DO_NOTHING, DurationField, Exists, ExpressionWrapper, F,
                                  FilteredRelation, FloatField, ForeignKey, Func, GenericIPAddressField, IntegerField, JSONField,
                                  Max, Min, Model, OneToOneField, OuterRef, Q, SmallIntegerField, StdDev, Subquery, Sum,
                                  TextField, TimeField, UUIDField, Value, Variance, When, Window)
    from django.db.models import functions, RowRange, ValueRange  # noqa
    from django.db.models.expressions import RawSQL  # noqa
    from django.db.models.functions import (Abs, ACos, ASin, ATan, ATan2, Cast, Ceil, Chr, Coalesce, Collate, Concat, Cos,  # noqa
                                            Cot, CumeDist, Degrees, DenseRank, Exp, Extract, ExtractDay, ExtractHour,
                                            ExtractIsoWeekDay, ExtractIsoYear, ExtractMinute, ExtractMonth, ExtractQuarter,
                                            ExtractSecond, ExtractWeek, ExtractWeekDay, ExtractYear, FirstValue, Floor, Greatest,
                                            JSONObject, Lag, LastValue, Lead, Least, Left, Length, Ln, Log, Lower, LPad, LTrim,
                                            MD5, Mod, Now, NthValue, Ntile, NullIf, Ord, PercentRank, Pi, Power, Radians, Rank,
                                            Repeat, Replace, Reverse, Right, Round, RowNumber, RPad, RTrim, SHA1, SHA224,
                                            SHA256, SHA384, SHA512, Sign, Sin, Sqrt, StrIndex, Substr, Tan, Trim, Trunc,
                                            TruncDate, TruncDay, TruncHour, TruncMinute, TruncMonth, TruncQuarter,
                                            TruncSecond, TruncTime, TruncWeek, TruncYear, Upper)
    from django.utils import timezone  # noqa
    from psycopg2.extras import DateRange, DateTimeTZRange, NumericRange  # noqa
    from datetime import date, time, timedelta  # noqa

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

    class Venue(Table):
        name = TextField(unique=True)
        city = TextField(null=True)
        seats = IntegerField()
        parent = key("self", "halls", null=True)

        class Meta(Table.Meta):
            db_table = "venue"
            ordering = ["name"]

    class Concert(Table):
        venue = key(Venue, "concerts", null=True)
        title = TextField()
        notes = TextField(null=True)
        language = TextField()
        open = BooleanField()
        good = BooleanField(null=True)
        small = SmallIntegerField()
        sold = IntegerField(null=True)
        big = BigIntegerField()
        price = DecimalField(max_digits=8, decimal_places=2, null=True)
        score = FloatField(null=True)
        day = DateField()
        begins = DateTimeField()
        ends = DateTimeField(null=True)
        door = TimeField(null=True)
        length = DurationField(null=True)
        token = UUIDField(unique=True)
        address = GenericIPAddressField(null=True)
        picture = BinaryField(null=True)
        data = JSONField(null=True)
        tags = ArrayField(TextField())
        numbers = ArrayField(IntegerField(), null=True)
        span = IntegerRangeField(null=True)
        spread = DecimalRangeField(null=True)
        on_sale = DateRangeField()
        hours = DateTimeRangeField(null=True)
        attributes = HStoreField(null=True)
        words = SearchVectorField()

        class Meta(Table.Meta):
            db_table = "concert"
            get_latest_by = "begins"

    class Performance(Table):
        concert = key(Concert, "performances")
        artist = key(Artist, "+")
        place = IntegerField()
        fee = DecimalField(max_digits=8, decimal_places=2, null=True)

        class Meta(Table.Meta):
            db_table = "performance"

    class Text(Value):
        """A text where it stands is one of a TextField, as those of the models, which Django 3.2 does not see by itself."""

        def __init__(self, value, output_field=None):
            super().__init__(value, output_field or (TextField() if isinstance(value, str) else None))

    class ArraySubquery(Subquery):
        """Django has it since 4.0."""
        template = "ARRAY(%(subquery)s)"

        @property
        def output_field(self):
            return ArrayField(self.query.output_field)

    class IsTrue(Func):
        """A condition as a value, which Django can write as such since 4.0."""
        template = "(%(expressions)s)"
        output_field = BooleanField(null=True)

    class Sql:
        """The statement that Django's main sends, where 3.2 lacks what is asked: its rows."""

        def __init__(self, text, *values):
            self.text, self.values = text, values

        def __iter__(self):
            with connection.cursor() as cursor:
                cursor.execute(self.text, self.values or None)
                return iter(cursor.fetchall())

        def count(self):
            return len(list(self))

        def exists(self):
            return self.count() > 0

    class Listed(Sql):
        """A queryset whose count() and exists() go by its rows: Django 3.2 sends some of sets that the server refuses."""

        def __init__(self, rows):
            self.rows = rows

        def __iter__(self):
            return iter(self.rows.all())

    def sql_value(text, *values):
        """The only row, where no rows are asked for but a value."""
        row, = Sql(text, *values)
        return row[0] if len(row) == 1 else row

    def at(year, month, day, hour=0, minute=0, second=0, microsecond=0):
        return datetime.datetime(year, month, day, hour, minute, second, microsecond, tzinfo=datetime.timezone.utc)

    zone = zoneinfo.ZoneInfo  # noqa
    Value = Text
    return dict(globals(), **locals())
