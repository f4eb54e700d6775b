// Rows to JSON and back.
#include "support/catch.hpp"

#include <vinyl/json.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;
using namespace std::chrono_literals;
using vinyl::from_json;
using vinyl::to_json;

namespace {

enum class speed : std::int16_t { slow = 33, fast = 45 };
enum class mood { sad, happy };

struct Album;
struct Cover;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    vinyl::related_one<Cover, "album"> cover;
    vinyl::decimal price;
    std::int32_t stock = 3;

    static constexpr vinyl::meta meta{vinyl::db_default("stock"_f, 3)};
};

struct Cover : vinyl::model<Cover> {
    std::int64_t id{};
    vinyl::one_to_one<Album> album;
};

struct Setting : vinyl::model<Setting> {
    std::int64_t id{};
    vinyl::origin origin;
    std::string value;
};

struct Copy : vinyl::model<Copy> {
    std::int64_t id{};
    std::string title;
    std::string state;
    std::int32_t sides = 2;
    std::optional<std::string> note;
    bool sold{};

    static constexpr vinyl::meta meta{vinyl::default_value("state"_f, "mint"), vinyl::default_value("sides"_f),
                                      vinyl::default_value("note"_f, "none"),
                                      vinyl::default_value("sold"_f, [] { return true; })};
};

struct Everything : vinyl::model<Everything> {
    std::int64_t id{};
    bool yes{};
    std::int16_t small{};
    std::int64_t large{};
    float single{};
    double number{};
    vinyl::decimal exact;
    std::string text;
    std::vector<std::byte> bytes;
    vinyl::date day{};
    vinyl::time_of_day time;
    vinyl::timestamp moment{};
    vinyl::local_timestamp local{};
    vinyl::interval span;
    vinyl::uuid code;
    vinyl::json data;
    std::vector<std::optional<std::int32_t>> list;
    std::vector<std::vector<std::string>> table;
    vinyl::range<std::int64_t> numbers;
    vinyl::range<vinyl::timestamp> moments;
    vinyl::hstore pairs;
    vinyl::jsonb_of<std::vector<int>> kept;
    speed turning = speed::slow;
    mood feeling = mood::sad;
    std::optional<double> maybe;
};

struct Stamps {
    vinyl::date created{};
    std::optional<std::string> by;
};

struct Line : vinyl::model<Line> {
    std::int64_t order{};
    std::int32_t number{};
    vinyl::embedded<Stamps> stamps;

    static constexpr vinyl::meta meta{vinyl::primary_key("order"_f, "number"_f)};
};

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    vinyl::foreign_key<Line, std::tuple<std::int64_t, std::int32_t>> line;
};

}  // namespace

template <>
struct vinyl::enum_storage<mood> : vinyl::stored_by_name<"text"> {};

namespace {

boost::json::value parse(const char* text) { return boost::json::parse(text); }

template <class M>
std::string problem_of(const char* text) {
    try {
        static_cast<void>(from_json<M>(parse(text)));
    } catch (const vinyl::data_error& problem) {
        return problem.message();
    }
    return "none";
}

Everything filled() {
    Everything row;
    row.id = 7;
    row.yes = true;
    row.small = -5;
    row.large = std::numeric_limits<std::int64_t>::max();
    row.single = 1.5F;
    row.number = 0.1;
    row.exact = vinyl::decimal("12.50");
    row.text = "Ünï";
    row.bytes = {std::byte{0}, std::byte{0xAB}};
    row.day = std::chrono::year(1959) / 8 / 17;
    row.time = vinyl::time_of_day(18, 30);
    row.moment = std::chrono::sys_days(row.day) + 18h + 500ms;
    row.local = std::chrono::local_days(row.day) + 18h;
    row.span = {14, 3, 1'500'000};
    row.code = vinyl::uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    row.data = parse(R"({"a": [1, null]})");
    row.list = {1, std::nullopt};
    row.table = {{"a"}, {"b"}};
    row.numbers = {1, 4};
    row.moments = {row.moment, std::nullopt};
    row.pairs = {{"a", "b"}, {"c", std::nullopt}};
    row.kept = std::vector<int>{1, 2};
    row.turning = speed::fast;
    row.feeling = mood::happy;
    return row;
}

}  // namespace

TEST_CASE("A row of every type is JSON by the names of its members, exact and in ISO 8601", "[json]") {
    const boost::json::value expected = parse(R"json({
        "id": 7, "yes": true, "small": -5, "large": "9223372036854775807", "single": 1.5, "number": 0.1, "exact": "12.50",
        "text": "Ünï", "bytes": "\\x00ab", "day": "1959-08-17", "time": "18:30:00", "moment": "1959-08-17T18:00:00.5Z",
        "local": "1959-08-17T18:00:00", "span": "P1Y2M3DT1.5S", "code": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "data": {"a": [1, null]}, "list": [1, null], "table": [["a"], ["b"]], "numbers": "[1,4)",
        "moments": "[\"1959-08-17 18:00:00.5+00\",)", "pairs": {"a": "b", "c": null}, "kept": [1, 2], "turning": 45,
        "feeling": "happy", "maybe": null})json");
    CHECK(boost::json::serialize(to_json(filled())) == boost::json::serialize(expected));
    const auto back = from_json<Everything>(to_json(filled()));
    CHECK(to_json(back) == to_json(filled()));
    CHECK(back.large == std::numeric_limits<std::int64_t>::max());
    CHECK((back.moment == filled().moment));
}

TEST_CASE("Numbers that JSON does not have are text", "[json]") {
    Everything row = filled();
    row.number = std::numeric_limits<double>::infinity();
    row.maybe = std::numeric_limits<double>::quiet_NaN();
    row.large = std::int64_t{1} << 53;
    const auto json = to_json(row);
    CHECK(json.at("number") == "Infinity");
    CHECK(json.at("maybe") == "NaN");
    CHECK(json.at("large") == std::int64_t{1} << 53);
    const auto back = from_json<Everything>(json);
    CHECK(back.number == row.number);
    CHECK(std::isnan(*back.maybe));
}

TEST_CASE("A relation is its key, or the object when it is loaded", "[json]") {
    Artist miles;
    miles.id = 3;
    miles.name = "Miles Davis";
    Album album;
    album.title = "Milestones";
    album.artist = 3;
    CHECK(boost::json::serialize(to_json(album)) ==
          R"({"id":0,"title":"Milestones","artist":3,"producer":null,"price":"0","stock":3})");
    album.artist = miles;
    album.producer = miles;
    CHECK(to_json(album).at("artist") == parse(R"({"id": 3, "name": "Miles Davis", "country": null})"));
    const Album back = from_json<Album>(to_json(album));
    CHECK(back.artist.id() == 3);
    CHECK(back.artist->name == "Miles Davis");
    CHECK((*back.producer)->name == "Miles Davis");
    const Album plain = from_json<Album>(parse(R"({"title": "x", "artist": 4, "price": "1.5", "cover": {"passed": "over"}})"));
    CHECK(plain.artist.id() == 4);
    CHECK_FALSE(plain.artist.has_object());
    CHECK(plain.stock == 3);
    CHECK(plain.price == vinyl::decimal("1.5"));
}

TEST_CASE("Rows with annotations, records and vectors are JSON, too", "[json]") {
    vinyl::annotated<Artist, vinyl::named<"n", std::int64_t>> row;
    row.name = "Miles";
    row["n"_f] = 5;
    CHECK(boost::json::serialize(to_json(row)) == R"({"id":0,"name":"Miles","country":null,"n":5})");
    vinyl::record<vinyl::named<"day", vinyl::date>, vinyl::named<"n", std::optional<std::int64_t>>> record;
    record["day"_f] = std::chrono::year(2000) / 1 / 1;
    CHECK(boost::json::serialize(to_json(record)) == R"({"day":"2000-01-01","n":null})");
    CHECK(boost::json::serialize(to_json(std::vector{record, record})) ==
          R"([{"day":"2000-01-01","n":null},{"day":"2000-01-01","n":null}])");
}

TEST_CASE("Embedded members go by their paths, and keys of several columns are arrays", "[json]") {
    Line line;
    line.order = 1;
    line.number = 2;
    line.stamps->created = std::chrono::year(2000) / 1 / 1;
    CHECK(boost::json::serialize(to_json(line)) == R"({"order":1,"number":2,"stamps__created":"2000-01-01","stamps__by":null})");
    CHECK(to_json(from_json<Line>(to_json(line))) == to_json(line));
    Note note;
    note.line = std::tuple<std::int64_t, std::int32_t>(3, 4);
    CHECK(boost::json::serialize(to_json(note)) == R"({"id":0,"line":[3,4]})");
    CHECK(from_json<Note>(to_json(note)).line.id() == note.line.id());
    CHECK(problem_of<Line>(R"({"order": 1, "number": 2, "stamps__created": "x"})").starts_with("Line.stamps__created: date"));
}

TEST_CASE("What JSON leaves out is what default_value() says", "[json]") {
    const auto copy = from_json<Copy>(parse(R"({"title": "x"})"));
    CHECK(copy.state == "mint");
    CHECK(copy.sides == 2);
    CHECK(copy.note == "none");
    CHECK(copy.sold);
    const auto given = from_json<Copy>(parse(R"({"title": "x", "state": "", "sides": 1, "note": null, "sold": false})"));
    CHECK(given.state.empty());
    CHECK(given.sides == 1);
    CHECK(given.note == std::nullopt);
    CHECK_FALSE(given.sold);
    CHECK(problem_of<Copy>(R"({"state": "x"})").starts_with("Copy.title is missing"));
}

TEST_CASE("Boost.JSON's own conversions know models", "[json]") {
    Artist miles;
    miles.name = "Miles";
    CHECK(boost::json::value_from(std::vector{miles}) == parse(R"([{"id": 0, "name": "Miles", "country": null}])"));
    CHECK(boost::json::value_to<Artist>(parse(R"({"id": 4, "name": "x"})")).id == 4);
    CHECK(boost::json::value_to<std::vector<Artist>>(parse(R"([{"name": "x"}])"))[0].name == "x");
}

TEST_CASE("What does not fit names the row and the member", "[json]") {
    CHECK(problem_of<Artist>(R"({"id": 4})") ==
          "Artist.name is missing in the JSON; only what may be NULL, has a default_value() or is filled in by the database can be left out");
    CHECK(problem_of<Artist>(R"({"nam": "x"})") == R"(Artist has no member "nam", which the JSON has)");
    CHECK(problem_of<Setting>(R"({"value": "x", "origin": 5})") == R"(Setting has no member "origin", which the JSON has)");
    CHECK(from_json<Setting>(parse(R"({"id": 4, "value": "x"})")).value == "x");
    CHECK(problem_of<Artist>(R"({"name": 5})") == "Artist.name: a text is expected, but there is the number 5");
    CHECK(problem_of<Artist>(R"({"id": 1.5, "name": ""})").starts_with("Artist.id: a whole number is expected"));
    CHECK(problem_of<Artist>("[]") == "the object of a row is expected, but there is an array");
    CHECK(problem_of<Album>(R"({"title": "x", "artist": {"id": 1}, "price": "1"})") ==
          "Album.artist: Artist.name is missing in the JSON; only what may be NULL, has a default_value() or is filled in by the database can be left out");
    CHECK(problem_of<Album>(R"({"title": "x", "artist": null, "price": "1"})") ==
          "Album.artist: a whole number is expected, but there is null");
    CHECK(problem_of<Album>(R"({"title": "x", "artist": 1, "price": 0.1})")
              .starts_with("Album.price: a decimal as a text, which is exact, is expected, but there is the number 0.1"));
    CHECK(problem_of<Album>(R"({"title": "x", "artist": 1, "price": "abc"})").starts_with("Album.price: decimal"));
    CHECK(problem_of<Album>(R"({"title": "x", "artist": 1, "price": 5, "stock": 3000000000})")
              .starts_with("Album.stock: a number from -2147483648 to 2147483647 is expected"));
    Everything row = filled();
    row.day = {};
    CHECK_THROWS_WITH(to_json(row), Catch::Matchers::Contains("Everything.day: it is no day of the calendar"));
    row = filled();
    row.feeling = static_cast<mood>(9);
    CHECK_THROWS_WITH(to_json(row), Catch::Matchers::Contains("Everything.feeling: "));
    for (const char* const changed : {"yes", "small", "number", "text", "bytes", "day", "time", "moment", "local", "span", "code", "list", "table",
                                      "numbers", "pairs", "kept", "turning", "feeling", "maybe"}) {
        CAPTURE(changed);
        boost::json::object json = to_json(filled());
        json[changed] = parse(R"({"x": [true]})");
        CHECK_THROWS_WITH(from_json<Everything>(json), Catch::Matchers::Contains("Everything." + std::string(changed) + ": "));
    }
}
