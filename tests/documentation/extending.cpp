// The blocks of docs/extending.md.
#include "documentation/music.hpp"

#include <vinyl/postgres/driver.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// docs: extending_function
inline constexpr auto initcap = vinyl::function<std::string(std::string)>("INITCAP");
// docs: end
// docs: extending_signatures
namespace takes = vinyl::takes;
namespace gives = vinyl::gives;

inline constexpr auto split_part = vinyl::function<std::string(std::string, std::string, std::int32_t)>("SPLIT_PART");
inline constexpr auto cube_root = vinyl::function<double(double)>("CBRT");
inline constexpr auto whole_part = vinyl::function<gives::real(takes::number)>("TRUNC");   // a decimal of decimals, else a double
inline constexpr auto first_match =                     // may be NULL, whatever its arguments are
    vinyl::function<std::optional<std::string>(std::string, std::string)>("SUBSTRING({} FROM {})");
inline constexpr auto concat_ws =                       // leaves NULL out, and takes any number of texts
    vinyl::function<std::string(std::string, std::optional<std::string>, ...)>("CONCAT_WS");
inline constexpr auto half =                            // the server is told to make the argument's type of it
    vinyl::function<gives::cast_to<gives::same>(takes::number)>("({} / 2.0)");
// docs: end
// docs: extending_aggregate
inline constexpr auto every = vinyl::aggregate_function<std::optional<bool>(bool)>("EVERY");
// docs: end
// docs: extending_window
inline constexpr auto two_before =
    vinyl::window_function<std::optional<vinyl::gives::same>(vinyl::takes::anything)>("LAG({}, 2)");
// docs: end
// docs: extending_lookup
template <>
inline constexpr auto vinyl::lookup<"ne"> =
    vinyl::lookup_function<bool(vinyl::takes::anything, vinyl::takes::same)>("{} <> {}");
// docs: end
// docs: extending_lookup_text
template <>
inline constexpr auto vinyl::lookup<"longer_than"> =
    vinyl::lookup_function<bool(std::string, std::int32_t)>("LENGTH({}) > {}");
// docs: end
// docs: extending_transform
template <>
inline constexpr auto vinyl::transform<"decade"> = vinyl::function<std::int32_t(vinyl::takes::dates)>(
    "(EXTRACT(DECADE FROM {})::integer * 10)", {.is_strict = true});
// docs: end

// docs: extending_type
struct bpm {                                            // beats per minute
    std::int32_t value{};
    friend auto operator<=>(const bpm&, const bpm&) = default;
};

template <>
struct vinyl::codec<bpm> {                              // stored as an integer
    static constexpr std::uint32_t oid = codec<std::int32_t>::oid;
    static constexpr std::string_view sql_type = "integer";

    static void encode(const bpm& tempo, std::string& out) { codec<std::int32_t>::encode(tempo.value, out); }
    static bpm decode(std::string_view bytes, std::uint32_t type) { return {codec<std::int32_t>::decode(bytes, type)}; }
    static bool accepts(std::uint32_t type) { return codec<std::int32_t>::accepts(type); }
};
// docs: end
// docs: extending_range
template <>
struct vinyl::codec<vinyl::range<double>> : vinyl::range_codec<double, vinyl::codec<vinyl::range<double>>> {
    static constexpr std::uint32_t oid = 0;             // differs from one database to the next
    static constexpr std::string_view sql_type = "floatrange";
    static constexpr bool cast_parameters = true;       // so it is named where one is sent
    static bool accepts(std::uint32_t type) { return type >= vinyl::oid::first_user_defined; }
};
// docs: end

namespace documentation {

using vinyl::function;

// docs: extending_range_model
struct Piece : vinyl::model<Piece> {
    std::int64_t id{};
    std::string name;
    bpm tempo;
    vinyl::range<bpm> tempi;                            // int4range: bpm is stored as an integer
    vinyl::range<double> loudness;                      // floatrange
};
// docs: end

TEST_CASE("extending: functions of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: extending_function_use
            auto rows = co_await Artist::vinyl().filter(initcap(lower("name"_f)) == "Kate Bush");
            // docs: end
            REQUIRE(rows.size() == 1);
            CHECK(rows.at(0).country == "GB");
        }
        {
            // docs: extending_signatures_use
            auto rows = co_await Artist::vinyl()
                            .annotate("short"_f = split_part("name"_f, " ", 1), "from"_f = concat_ws(" / ", "name"_f, "country"_f))
                            .order_by("name"_f);
            std::string first = rows.at(0)["short"_f];          // no std::optional: a name is never NULL
            // docs: end
            CHECK(first == "John");
            CHECK(rows.at(0)["from"_f] == "John Coltrane / US");
            CHECK(rows.at(3)["from"_f] == "Somebody");
        }
        auto values = co_await Album::vinyl().filter("title"_f = "Milestones").values_list(cube_root("id"_f - 1), whole_part("price"_f), first_match("title"_f, "^x"), half("price"_f), half("artist"_f + 2));
        CHECK(std::get<0>(values.at(0)) == 1.0);
        CHECK(std::get<1>(values.at(0)) == decimal(12));
        CHECK(std::get<2>(values.at(0)) == std::nullopt);
        CHECK(std::get<3>(values.at(0)) == decimal("6.25"));
        CHECK(std::get<4>(values.at(0)) == 2);  // of 1.5
    });
}

TEST_CASE("extending: aggregates of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: extending_aggregate_use
        auto rows = co_await Artist::vinyl()
                        .annotate("all_dear"_f = every("albums__price"_f > 9).filter("albums__rating"_f > 1).otherwise(false))
                        .order_by("name"_f);
        // docs: end
        CHECK_FALSE(rows.at(0)["all_dear"_f]);
        CHECK(rows.at(1)["all_dear"_f]);
        CHECK(rows.at(2)["all_dear"_f]);
        CHECK_FALSE(rows.at(3)["all_dear"_f]);
    });
}

TEST_CASE("extending: window functions of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: extending_window_use
        auto rows = co_await Album::vinyl()
                        .order_by("released"_f)
                        .annotate("earlier"_f = two_before("title"_f).over(order_by("released"_f)),
                                  "so_far"_f = every("price"_f > 9).over(order_by("released"_f)));
        // docs: end
        CHECK(rows.at(1)["earlier"_f] == std::nullopt);
        CHECK(rows.at(2)["earlier"_f] == rows.at(0).title);
        CHECK(rows.at(1)["so_far"_f] == true);
        CHECK(rows.at(2)["so_far"_f] == false);
    });
}

TEST_CASE("extending: lookups of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: extending_lookup_use
            auto rows = co_await Album::vinyl().filter("artist__country__ne"_f = "US");
            auto same = co_await Album::vinyl().filter(upper("artist__country"_f).lookup<"ne">("US"));
            // docs: end
            REQUIRE(rows.size() == 1);
            REQUIRE(same.size() == 1);
            CHECK(rows.at(0).title == "Hounds of Love");
            CHECK(same.at(0).title == "Hounds of Love");
        }
        CHECK((co_await Album::vinyl().filter("title__longer_than"_f = 12).count()) == 1);
        CHECK((co_await Album::vinyl().exclude("title__longer_than"_f = 12).count()) == 3);
    });
}

TEST_CASE("extending: transforms of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: extending_transform_use
        auto fifties = co_await Album::vinyl().filter("released__decade"_f = 1950);
        auto by_decade = co_await Album::vinyl().values("released__decade"_f).annotate("n"_f = count()).order_by("released__decade"_f);
        auto later = co_await Album::vinyl().filter(vinyl::transform<"decade">("released"_f + 365) == 1960);
        // docs: end
        CHECK(fifties.size() == 2);
        REQUIRE(by_decade.size() == 3);
        CHECK(by_decade.at(0)["released__decade"_f] == 1950);
        CHECK(by_decade.at(0)["n"_f] == 2);
        CHECK(later.size() == 2);
    });
}

TEST_CASE("extending: column types and ranges of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        co_await tests::sql("CREATE TYPE floatrange AS RANGE (subtype = float8)");
        co_await vinyl::schema::create<Piece>();
        {
            // docs: extending_range_use
            Piece piece{.name = "So What", .tempo = bpm{136}, .tempi = {bpm{130}, bpm{142}}, .loudness = {-18.5, -6.0}};
            co_await piece.insert();
            auto fits = co_await Piece::vinyl().filter("tempi__contains"_f = bpm{140}, "tempo"_f < bpm{137});
            auto loud = co_await Piece::vinyl().filter("loudness__overlap"_f = vinyl::range<double>(-10.0, 0.0));
            // docs: end
            REQUIRE(fits.size() == 1);
            REQUIRE(loud.size() == 1);
            CHECK(loud.at(0).tempi == vinyl::range<bpm>(bpm{130}, bpm{142}));
            CHECK(loud.at(0).loudness == vinyl::range<double>(-18.5, -6.0));
        }
        CHECK((co_await Piece::vinyl().filter("loudness__contains"_f = -7.0).count()) == 1);
        CHECK((co_await Piece::vinyl().filter("loudness__fully_lt"_f = vinyl::range<double>(-20.0, -19.0)).count()) == 0);
        CHECK((co_await Piece::vinyl().filter("tempi__contains"_f = bpm{142}).count()) == 0);
    });
}

// docs: extending_driver
/// PostgreSQL, with a count of the statements.
class counting_connection {
public:
    counting_connection(std::unique_ptr<vinyl::postgres::connection> server, std::shared_ptr<std::atomic<int>> count)
        : server_(std::move(server)), count_(std::move(count)) {}

    vinyl::dual<vinyl::postgres::result> execute(vinyl::statement sent, vinyl::io::deadline until) {
        ++*count_;
        return server_->execute(std::move(sent), until);
    }
    auto status() const { return server_->status(); }
    bool alive() { return server_->alive(); }
    std::size_t in_flight() const { return server_->in_flight(); }
    void close() noexcept { server_->close(); }

private:
    std::unique_ptr<vinyl::postgres::connection> server_;
    std::shared_ptr<std::atomic<int>> count_;
};

class counting_driver {
public:
    counting_driver(vinyl::postgres::driver server, std::shared_ptr<std::atomic<int>> count)
        : server_(std::move(server)), count_(std::move(count)) {}

    vinyl::dual<std::unique_ptr<counting_connection>> connect(vinyl::io::deadline until) const {
        auto connection = co_await server_.connect(until);
        co_return std::make_unique<counting_connection>(std::move(connection), count_);
    }
    std::string describe() const { return server_.describe() + ", counted"; }

private:
    vinyl::postgres::driver server_;
    std::shared_ptr<std::atomic<int>> count_;
};
// docs: end

TEST_CASE("extending: a driver of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        const std::string dsn = tests::dsn();
        // docs: extending_driver_use
        auto count = std::make_shared<std::atomic<int>>(0);
        vinyl::postgres::driver server{vinyl::postgres::settings(dsn)};
        vinyl::connections().add("counted", counting_driver(server, count));
        auto albums = co_await Album::vinyl().using_("counted").count();
        // docs: end
        CHECK(albums == 4);
        CHECK(*count == 1);
        CHECK((co_await Album::vinyl().using_("counted").filter("title"_f = "Milestones").exists()));
        CHECK(*count == 2);
        vinyl::connections().remove("counted");
    });
}

}  // namespace documentation
