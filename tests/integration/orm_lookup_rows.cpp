// What lookups find: rows for numbers beyond their column, NULL in lists, patterns and what is no text; each test in both
// modes.
#include "integration/orm_models.hpp"

#include <limits>

using namespace shop;

namespace lookup_rows {

struct Sample : vinyl::model<Sample> {
    std::int64_t id{};
    std::int16_t small{};
    std::optional<std::int32_t> maybe;
    vinyl::uuid code{};
    std::string address;
    std::string name;
    std::optional<std::string> note;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::sql_type("address"_f, "inet"), vinyl::ordering("id"_f)};
};

struct Piece : vinyl::model<Piece> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Sample>> sample;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

template <class Body>
void with_rows(Body body) {
    const tests::database here;
    tests::in_both_modes([&]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Sample, Piece>();
        co_await tests::sql(
            "insert into orm.sample (small, maybe, code, address, name, note) values"
            " (-2, 2, '01234567-89ab-cdef-0123-456789abcdef', '10.0.0.1', '100%', '0%'),"
            " (1, null, 'fedcba98-7654-3210-fedc-ba9876543210', '10.0.1.0/24', 'a_b\\c', null),"
            " (32767, 2147483647, '00000000-0000-0000-0000-000000000000', '::1', 'Stra\u00dfe', 'stra')");
        co_await tests::sql("insert into orm.piece (sample_id, number) values (1, 1), (2, 2), (null, 3)");
        co_await body();
    });
}

template <class Rows>
dual<std::string> ids(Rows rows) {
    std::string found;
    for (const auto& row : co_await rows) found += std::to_string(row.id);
    co_return found;
}

}  // namespace lookup_rows

using namespace lookup_rows;

TEST_CASE("orm: L5: fractions beside whole numbers find what the comparison says") {
    with_rows([]() -> dual<void> {
        const auto all = Sample::vinyl();
        // the server's own idea, of numbers that are not rounded
        for (const double number : {-3.0, -2.5, -2.0, -1.5, 0.0, 0.5, 1.0, 1.5, 32766.5, 32767.0, 32767.5, 1e9, -1e9, 1e300}) {
            const auto counted = [&](std::string_view sign) {
                return tests::cell("select count(*)::text from orm.sample where small::float8 " + std::string(sign) + " '" +
                                   std::to_string(number) + "'::float8");
            };
            CAPTURE(number);
            CHECK(std::to_string(co_await all.filter("small"_f == number).count()) == co_await counted("="));
            CHECK(std::to_string(co_await all.filter("small"_f < number).count()) == co_await counted("<"));
            CHECK(std::to_string(co_await all.filter("small"_f <= number).count()) == co_await counted("<="));
            CHECK(std::to_string(co_await all.filter("small"_f > number).count()) == co_await counted(">"));
            CHECK(std::to_string(co_await all.filter("small"_f >= number).count()) == co_await counted(">="));
            CHECK(std::to_string(co_await all.exclude("small"_f >= number).count()) == co_await counted("<"));
            const decimal exact(number < 1e100 ? number : 1e30);
            CHECK(std::to_string(co_await all.filter("small"_f > exact).count()) == co_await counted(">"));
            CHECK(std::to_string(co_await all.filter("small"_f <= exact).count()) == co_await counted("<="));
            CHECK(std::to_string(co_await all.filter("small"_f.in(number, 0.25)).count()) == co_await counted("="));
        }
        CHECK(co_await ids(all.filter("small"_f < std::numeric_limits<double>::quiet_NaN())) == "123");
        CHECK(co_await ids(all.filter("small"_f > -std::numeric_limits<double>::infinity())) == "123");
    });
}

TEST_CASE("orm: V4: numbers beyond the column find nothing or all without asking") {
    with_rows([]() -> dual<void> {
        const tests::sent_statements sent;
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("small"_f == 40'000)) == "");
        CHECK(co_await all.filter("maybe"_f > 5'000'000'000).count() == 0);
        CHECK(co_await all.filter("id"_f >= std::numeric_limits<std::uint64_t>::max()).exists() == false);
        CHECK(co_await all.filter("small"_f < -40'000).update("name"_f = "x") == 0);
        CHECK(sent.texts().empty());
        CHECK(co_await ids(all.filter("small"_f < 40'000)) == "123");
        CHECK(co_await ids(all.filter("maybe"_f < 5'000'000'000)) == "13");
        CHECK(co_await ids(all.exclude("maybe"_f < 5'000'000'000)) == "2");
        CHECK(co_await ids(all.exclude("maybe"_f > 5'000'000'000)) == "123");
        CHECK(co_await ids(Piece::vinyl().filter("sample__small"_f < 40'000)) == "12");
        CHECK(co_await ids(Piece::vinyl().exclude("sample__small"_f < 40'000)) == "3");
        CHECK(co_await ids(Piece::vinyl().filter("sample__small"_f > 40'000 || "number"_f == 3)) == "3");
        const auto values = co_await all.annotate("less"_f = ("maybe"_f < 5'000'000'000)).values_list("less"_f);
        CHECK(std::get<0>(values[0]) == true);
        CHECK(std::get<0>(values[1]) == std::nullopt);
        const auto counted = co_await all.aggregate(count("id"_f).filter("maybe"_f < 5'000'000'000));
        CHECK(counted == 2);
    });
}

TEST_CASE("orm: L2, L6, V1: NULL beside lookups and in lists") {
    with_rows([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("note__iexact"_f = std::nullopt)) == "2");
        CHECK(co_await ids(all.filter("note__iexact"_f = "STRA")) == "3");
        const std::vector<std::optional<int>> some{2, 2, std::nullopt};
        CHECK(co_await ids(all.filter("maybe"_f.in(some))) == "1");
        CHECK(co_await ids(all.exclude("maybe"_f.in(some))) == "3");
        const std::vector<std::optional<int>> none(1);
        CHECK(co_await ids(all.filter("maybe"_f.in(none))) == "");
        CHECK(co_await ids(all.exclude("maybe"_f.in(none))) == "13");
        CHECK(co_await ids(all.filter("small"_f.in(1.5, 1.0, 1e10))) == "2");
    });
}

TEST_CASE("orm: P1, P3: patterns find the text as it stands, from values and from columns") {
    with_rows([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("name__contains"_f = "%")) == "1");
        CHECK(co_await ids(all.filter("name__contains"_f = "_")) == "2");
        CHECK(co_await ids(all.filter("name__endswith"_f = "\\c")) == "2");
        CHECK(co_await ids(all.filter("name"_f.endswith("note"_f))) == "1");
        CHECK(co_await ids(all.filter("name"_f.istartswith("note"_f))) == "3");
        CHECK(co_await ids(all.filter("name"_f.startswith("note"_f))) == "");
    });
}

TEST_CASE("orm: P4, P5: patterns and regular expressions look at the text of numbers, keys and addresses") {
    with_rows([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await ids(all.filter("small__contains"_f = "2")) == "13");
        CHECK(co_await ids(all.filter("code__startswith"_f = "0123")) == "1");
        CHECK(co_await ids(all.filter("code__iendswith"_f = "CDEF")) == "1");
        CHECK(co_await ids(all.filter("address__endswith"_f = "0.1")) == "1");  // no netmask stands behind it
        CHECK(co_await ids(all.filter("address__iexact"_f = "::1")) == "3");
        CHECK(co_await ids(all.filter("address__regex"_f = "^10\\.")) == "12");
        CHECK(co_await ids(all.filter("name__iregex"_f = "^stra")) == "3");
        CHECK(co_await ids(all.filter("note__regex"_f = ".")) == "13");
    });
}
