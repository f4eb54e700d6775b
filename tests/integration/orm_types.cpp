// Values of different types beside each other: numbers, dates, keys, JSON null and bools that may be NULL; each test in both
// modes.
#include "integration/orm_models.hpp"

#include <limits>

using namespace shop;

namespace types {

struct Note;

/// Its key is the program's: 0 is one like others.
struct Number : vinyl::model<Number> {
    std::int32_t code{};
    std::string name;
    vinyl::related<Note, "number"> notes;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("code"_f), vinyl::assigned("code"_f)};
};

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    vinyl::foreign_key<Number, std::int32_t> number;
    std::string text;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm")};
};

struct Sample : vinyl::model<Sample> {
    std::int64_t id{};
    std::int16_t small{};
    std::int32_t middle{};
    std::optional<std::int32_t> maybe;
    float single{};
    vinyl::decimal exact;
    bool yes{};
    std::optional<bool> unsure;
    vinyl::date day{};
    vinyl::timestamp moment{};
    vinyl::json data;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

template <class Body>
void with_tables(Body body, tests::statements compared = tests::statements::same) {
    const tests::database here;
    const auto test = [&]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Number, Note, Sample, Person>();
        co_await tests::sql(
            "insert into orm.sample (small, middle, maybe, single, exact, yes, unsure, day, moment, data) values"
            " (32767, 2147483647, 4, 1.5, 2.25, true, null, '2000-01-01', '2000-01-01', '{\"a\": 1, \"z\": null}'),"
            " (1, 2, null, 2.5, 1.25, false, true, '1960-12-31', '1960-12-31', '{\"z\": {\"x\": 1, \"y\": 2}}'),"
            " (1, 2, null, 2.5, 1.25, false, false, '0001-06-01 BC', '0001-06-01 BC', '{}')");
        co_await body();
    };
    tests::in_both_modes(test, compared);
}

template <class Query>
dual<std::string> ids(Query query) {
    std::string found;
    for (const auto& [id] : co_await query.values_list("id"_f)) found += std::to_string(id);
    co_return found;
}

/// The value of an expression for the only row of a query.
template <class Query, class E>
auto value(Query query, E expression) {
    return vinyl::later([](auto row) { return std::get<0>(row); },
                        query.annotate("value"_f = expression).values_list("value"_f).get());
}

}  // namespace types

using namespace types;

TEST_CASE("orm: a year is compared exactly, whatever number it is compared with") {
    with_tables([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("day__year"_f == 2000)) == "1");
        CHECK(co_await ids(all.filter("day__year"_f == 1999.5)) == "");
        CHECK(co_await ids(all.filter("day__year"_f > 1999.5)) == "1");
        CHECK(co_await ids(all.filter("day__year"_f <= 1999.5)) == "23");
        CHECK(co_await ids(all.filter("day__year"_f < decimal("1960.4"))) == "23");
        CHECK(co_await ids(all.filter("day__year__lt"_f = 3'000'000'000)) == "123");
        CHECK(co_await ids(all.filter("day__year__gt"_f = -3'000'000'000)) == "123");
        CHECK(co_await ids(all.filter("day__year__lte"_f = std::numeric_limits<std::int64_t>::max())) == "123");
        CHECK(co_await ids(all.filter("day__year__gt"_f = 5'874'897)) == "");
        CHECK(co_await ids(all.filter("moment__year__gte"_f = 300'000)) == "");
        CHECK(co_await ids(all.filter("moment__year__lt"_f = 300'000)) == "123");
        CHECK(co_await ids(all.filter("day__year"_f = std::optional<int>())) == "");
    });
}

TEST_CASE("orm: there is no year 0, and the year before 1 is -1") {
    with_tables([]() -> dual<void> {
        const auto all = Sample::vinyl();
        for (const int year : {-4714, -4713, -2, -1, 0, 1, 2, 1960}) {
            // the server's own idea of years
            const std::string number = std::to_string(year);
            const auto counted = [&](std::string_view sign) {
                return tests::cell("select count(*)::text from orm.sample where extract(year from day)::integer " +
                                   std::string(sign) + " " + number);
            };
            CAPTURE(year);
            CHECK(std::to_string(co_await all.filter("day__year"_f == year).count()) == co_await counted("="));
            CHECK(std::to_string(co_await all.filter("day__year"_f < year).count()) == co_await counted("<"));
            CHECK(std::to_string(co_await all.filter("day__year"_f <= year).count()) == co_await counted("<="));
            CHECK(std::to_string(co_await all.filter("day__year"_f > year).count()) == co_await counted(">"));
            CHECK(std::to_string(co_await all.filter("day__year"_f >= year).count()) == co_await counted(">="));
        }
        const auto grouped = co_await all.annotate("old"_f = ("day__year"_f < 1990))
                                 .values("old"_f)
                                 .annotate("n"_f = count())
                                 .order_by("old"_f);
        REQUIRE(grouped.size() == 2);
        CHECK(grouped[1]["n"_f] == 2);
    });
}

TEST_CASE("orm: a number beside a field makes the result as wide as in C++") {
    with_tables([]() -> dual<void> {
        const auto first = Sample::vinyl().filter("id"_f == 1);
        CHECK(co_await value(first, "small"_f * 2) == 65534);
        CHECK(co_await first.filter("small"_f + 1 > 32767).count() == 1);
        CHECK(co_await value(first, "small"_f + 100'000) == 132'767);
        CHECK(co_await value(first, std::int64_t(2) * "small"_f) == 65534);
        CHECK(co_await value(first, "middle"_f * std::int64_t{100}) == 214'748'364'700);
        CHECK(co_await value(first, "middle"_f + 1U) == 2'147'483'648);
        CHECK(co_await value(first, "id"_f + std::string("abc").size()) == 4);
        CHECK(co_await value(first, "single"_f * 2) == 3.0);
        CHECK(co_await value(first, "exact"_f * 2) == decimal("4.50"));
        const std::int64_t days = 366;
        CHECK(co_await value(first, "day"_f + days) == day(2001, 1, 1));
        CHECK(co_await value(first, "day"_f + "id"_f) == day(2000, 1, 2));
        CHECK(co_await value(first, "day"_f - 1U) == day(1999, 12, 31));
    });
}

TEST_CASE("orm: the first, the greatest and the least of different numbers are of the type that holds them all") {
    with_tables([]() -> dual<void> {
        const auto all = Sample::vinyl();
        const auto second = all.filter("id"_f == 2);
        CHECK(co_await value(second, coalesce("maybe"_f, "id"_f)) == 2);
        CHECK(co_await value(second, coalesce("maybe"_f, 2.5)) == 2.5);
        CHECK(co_await value(second, coalesce("maybe"_f, "small"_f, 7)) == 1);
        CHECK(co_await value(second, coalesce("exact"_f, 2.5)) == decimal("1.25"));
        CHECK(co_await value(second, coalesce("small"_f, 100'000)) == 1);
        CHECK(co_await value(second, greatest("small"_f, "middle"_f)) == 2);
        CHECK(co_await value(second, least("exact"_f, "single"_f)) == 1.25);
        CHECK(co_await value(second, greatest("single"_f, 1)) == 2.5);
        CHECK(co_await all.aggregate(sum("maybe"_f).otherwise(2.5)) == 4.0);
        CHECK(co_await all.filter("id"_f == 2).aggregate(sum("maybe"_f).otherwise(2.5)) == 2.5);
        const std::optional<std::int64_t> none =
            co_await second.aggregate(sum("maybe"_f).otherwise(std::optional<int>()));
        CHECK_FALSE(none);
        CHECK(co_await all.aggregate(sum("middle"_f).filter("yes"_f)) == 2'147'483'647);
    });
}

TEST_CASE("orm: a condition that may be NULL is read as an optional, however it is written") {
    with_tables([]() -> dual<void> {
        const auto first = Sample::vinyl().filter("id"_f == 1);
        const auto second = Sample::vinyl().filter("id"_f == 2);
        CHECK(co_await value(first, "unsure"_f && "yes"_f) == std::nullopt);
        CHECK(co_await value(first, "unsure"_f || "yes"_f) == true);
        CHECK(co_await value(second, "maybe__gt"_f = 3) == std::nullopt);
        CHECK(co_await value(first, "maybe__gt"_f = 3) == true);
        CHECK(co_await value(second, "maybe__isnull"_f = true) == true);
        CHECK(co_await value(second, "maybe"_f = std::nullopt) == true);
        CHECK(co_await value(second, "yes"_f && "small"_f > 0) == false);
        CHECK(co_await value(second.annotate("many"_f = ("maybe"_f > 3)), "many"_f || "yes"_f) == std::nullopt);
    });
}

TEST_CASE("orm: nullopt under a key of json is the JSON null, and isnull asks for the key") {
    with_tables([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("data__z"_f = nullptr)) == "1");
        CHECK(co_await ids(all.filter("data__z"_f == std::nullopt)) == "1");
        CHECK(co_await ids(all.filter("data__z"_f != std::nullopt)) == "23");  // a missing key is no JSON null
        CHECK(co_await ids(all.filter("data__z__isnull"_f = true)) == "3");
        CHECK(co_await ids(all.filter("data__z__isnull"_f = false)) == "12");
        const vinyl::json part = {{"x", 1}};
        CHECK(co_await ids(all.filter("data__z__contains"_f = part)) == "2");
        CHECK(co_await ids(all.filter("data__z"_f.contains(part))) == "2");
        CHECK(co_await value(all.filter("id"_f == 3), "data__z"_f == nullptr) == std::nullopt);
    });
}

TEST_CASE("orm: 0 is a key where the program makes the keys") {
    with_tables([]() -> dual<void> {
        Number zero;
        zero.name = "zero";
        co_await zero.insert();
        zero.name = "nought";
        co_await zero.save();
        CHECK((co_await Number::vinyl().get("code"_f == 0)).name == "nought");
        co_await zero.refresh();
        co_await zero.update("name"_f = "nil");
        Note note;
        note.number = zero;
        note.text = "of zero";
        co_await note.insert();
        CHECK(co_await Note::vinyl().filter("number"_f = zero).count() == 1);
        CHECK(co_await zero.notes().count() == 1);
        const Note found = co_await Note::vinyl().get();
        CHECK((co_await found.number()).name == "nil");
        co_await note.erase();
        CHECK(co_await zero.erase() == 1);

        Note lost;
        std::string told;
        try {
            co_await lost.insert();
        } catch (const vinyl::usage_error& error) {
            told = error.what();
        }
        CHECK_THAT(told, Catch::Matchers::Contains("Note.number was never set"));
    });
}

TEST_CASE("orm: a nullable relation is compared and stored as it is") {
    with_tables([]() -> dual<void> {
        const Person boss = co_await Person::vinyl().create("name"_f = "Ann");
        const Person one = co_await Person::vinyl().create("name"_f = "Bo", "boss"_f = boss);
        CHECK(co_await Person::vinyl().filter("boss"_f = one.boss).count() == 1);
        CHECK(co_await Person::vinyl().filter("boss"_f == boss.boss).count() == 1);  // IS NULL
        const Person two = co_await Person::vinyl().create("name"_f = "Cy", "boss"_f = one.boss);
        CHECK(two.boss->id() == boss.id);
        Person three = co_await Person::vinyl().create("name"_f = "Di", "boss"_f = boss.boss);
        CHECK_FALSE(three.boss);
        co_await three.update("boss"_f = one.boss);
        CHECK(three.boss->id() == boss.id);
    });
}

TEST_CASE("orm: add() lets the objects know where they point") {
    with_tables([]() -> dual<void> {
        const Person ann = co_await Person::vinyl().create("name"_f = "Ann");
        const Person bo = co_await Person::vinyl().create("name"_f = "Bo");
        Person cy = co_await ann.staff.create("name"_f = "Cy");
        const Person di = co_await Person::vinyl().create("name"_f = "Di");
        CHECK(co_await bo.staff.add(cy, di) == 2);
        CHECK(cy.boss->id() == bo.id);
        CHECK_FALSE(di.boss);  // const
        co_await cy.save();
        CHECK(co_await bo.staff().count() == 2);
        CHECK(co_await bo.staff.remove(cy) == 1);
    });
}

TEST_CASE("orm: a relation that is followed twice at the same time keeps the object that was given first") {
    with_tables(
        []() -> dual<void> {
            const Person ann = co_await Person::vinyl().create("name"_f = "Ann");
            co_await ann.staff.create("name"_f = "Bo");
            const Person bo = co_await Person::vinyl().get("name"_f = "Bo");
            const auto [first, second] = co_await vinyl::gather((*bo.boss)(), (*bo.boss)());
            CHECK(first.name + second.name == "AnnAnn");
            CHECK(&*(*bo.boss) == &co_await (*bo.boss)());
        },
        tests::statements::may_differ);
}
