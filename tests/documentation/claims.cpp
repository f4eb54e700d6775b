// What the documents say in words and tables, where no block of theirs shows it.
#include "documentation/music.hpp"

#include <vinyl/io/sleep.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

namespace documentation {

namespace claims {

struct Concert : vinyl::model<Concert> {
    std::int64_t id{};
    vinyl::timestamp at{};
    std::int32_t visitors{};
    std::optional<std::int32_t> score;

    static constexpr vinyl::meta meta{vinyl::table("claims_concert")};
};

struct Seat : vinyl::model<Seat> {
    vinyl::foreign_key<Concert> concert;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::table("claims_seat"), vinyl::primary_key("concert"_f, "number"_f)};
};

struct Ticket : vinyl::model<Ticket> {
    std::int64_t id{};
    vinyl::foreign_key<Seat, std::tuple<std::int64_t, std::int32_t>> seat;

    static constexpr vinyl::meta meta{vinyl::table("claims_ticket")};
};

vinyl::dual<void> add_concerts() {
    co_await vinyl::schema::drop<Concert>();
    co_await vinyl::schema::create<Concert>();
    const auto sunday = vinyl::from_string<vinyl::timestamp>("2021-01-03 18:30:45+00");
    const auto later = vinyl::from_string<vinyl::timestamp>("2021-08-20 20:00:00+00");
    co_await Concert::vinyl().create("at"_f = sunday, "visitors"_f = 7, "score"_f = -3);
    co_await Concert::vinyl().create("at"_f = later, "visitors"_f = 12);
}

std::string titles(const std::vector<Album>& albums) {
    std::vector<std::string> all;
    for (const Album& album : albums) all.push_back(album.title.substr(0, 1));
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::string& title : all) text += title;
    return text;
}

}  // namespace claims

TEST_CASE("querying: every part of dates and times") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        using claims::Concert;
        co_await claims::add_concerts();
        const auto rows = co_await Concert::vinyl().order_by("id"_f).values(
            "at__year"_f, "at__iso_year"_f, "at__quarter"_f, "at__month"_f, "at__week"_f, "at__day"_f, "at__week_day"_f,
            "at__iso_week_day"_f, "at__hour"_f, "at__minute"_f, "at__second"_f, "at__date"_f, "at__time"_f);
        const auto& first = rows.at(0);
        CHECK(first["at__year"_f] == 2021);
        CHECK(first["at__iso_year"_f] == 2020);  // the week of the last days of 2020
        CHECK(first["at__quarter"_f] == 1);
        CHECK(first["at__month"_f] == 1);
        CHECK(first["at__week"_f] == 53);
        CHECK(first["at__day"_f] == 3);
        CHECK(first["at__week_day"_f] == 1);      // as in Django, from Sunday
        CHECK(first["at__iso_week_day"_f] == 7);  // from Monday
        CHECK(first["at__hour"_f] == 18);
        CHECK(first["at__minute"_f] == 30);
        CHECK(first["at__second"_f] == 45);
        CHECK(vinyl::to_string(first["at__date"_f]) == "2021-01-03");
        CHECK(vinyl::to_string(first["at__time"_f]) == "18:30:45");
        CHECK((co_await Concert::vinyl().filter("at__iso_year"_f = 2020, "at__second__gt"_f = 44).count()) == 1);
        CHECK((co_await Concert::vinyl()
                   .filter("at__time__lt"_f = vinyl::from_string<vinyl::time_of_day>("19:00"))
                   .count()) == 1);
    });
}

TEST_CASE("querying: functions, arithmetic and aggregates give what the database calculates") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        using claims::Concert;
        co_await claims::add_concerts();
        const auto rows = co_await Concert::vinyl().order_by("id"_f).annotate(
            "size"_f = abs("score"_f), "known"_f = coalesce("score"_f, 0), "most"_f = greatest("visitors"_f, 10),
            "least"_f = least("visitors"_f, 10), "rest"_f = "visitors"_f % 5, "half"_f = "visitors"_f / 2,
            "less"_f = "visitors"_f - 1, "past"_f = "at"_f < vinyl::now());
        CHECK(rows.at(0)["size"_f] == 3);
        CHECK(rows.at(1)["size"_f] == std::nullopt);
        CHECK(rows.at(1)["known"_f] == 0);
        CHECK(rows.at(0)["most"_f] == 10);
        CHECK(rows.at(1)["most"_f] == 12);
        CHECK(rows.at(0)["least"_f] == 7);
        CHECK(rows.at(0)["rest"_f] == 2);
        CHECK(rows.at(0)["half"_f] == 3);
        CHECK(rows.at(0)["less"_f] == 6);
        CHECK(rows.at(0)["past"_f] == true);
        const auto all = co_await Concert::vinyl().aggregate(
            "years"_f = count("at__year"_f).distinct(), "scores"_f = count("score"_f), "most"_f = max("visitors"_f),
            "few"_f = sum("visitors"_f).filter("visitors"_f < 10),
            "none"_f = sum("score"_f).filter("visitors"_f > 10).otherwise(0));
        CHECK(all["years"_f] == 1);
        CHECK(all["scores"_f] == 1);
        CHECK(all["most"_f] == 12);
        CHECK(all["few"_f] == 7);
        CHECK(all["none"_f] == 0);
        const auto sums = co_await Concert::vinyl().aggregate("of_int"_f = sum("visitors"_f),
                                                              "of_bigint"_f = sum("id"_f), "least"_f = min("at"_f));
        STATIC_REQUIRE(std::is_same_v<std::decay_t<decltype(sums["of_int"_f])>, std::optional<std::int64_t>>);
        STATIC_REQUIRE(std::is_same_v<std::decay_t<decltype(sums["of_bigint"_f])>, std::optional<decimal>>);
        CHECK(sums["of_int"_f] == 19);
        CHECK(vinyl::to_string(*sums["least"_f]) == "2021-01-03 18:30:45+00");
    });
}

TEST_CASE("existing databases: the columns of a relation to a key of several columns are named by a rule") {
    const std::string made = vinyl::schema::sql<claims::Concert, claims::Seat, claims::Ticket>();
    CHECK_THAT(made,
               Catch::Matchers::Contains(R"(FOREIGN KEY ("seat_concert_id", "seat_number") REFERENCES "claims_seat")"));
}

TEST_CASE("querying: every lookup for plain values, as a keyword") {
    in_the_shop([]() -> vinyl::dual<void> {
        const auto found = [](auto condition) -> vinyl::dual<std::string> {
            std::vector<Album> albums = co_await Album::vinyl().filter(std::move(condition));
            co_return claims::titles(albums);
        };
        std::vector<std::int64_t> ids(1, 2);
        CHECK((co_await found("title__exact"_f = "Milestones")) == "M");
        CHECK((co_await found("title__iexact"_f = "mileSTONES")) == "M");
        CHECK((co_await found("title__contains"_f = "of")) == "HK");
        CHECK((co_await found("title__contains"_f = "OF")) == "");
        CHECK((co_await found("title__icontains"_f = "OF")) == "HK");
        CHECK((co_await found("title__startswith"_f = "Gi")) == "G");
        CHECK((co_await found("title__istartswith"_f = "gI")) == "G");
        CHECK((co_await found("title__endswith"_f = "s")) == "GM");
        CHECK((co_await found("title__iendswith"_f = "S")) == "GM");
        CHECK((co_await found("title__regex"_f = "^[GH]")) == "GH");
        CHECK((co_await found("title__iregex"_f = "^[gh]")) == "GH");
        CHECK((co_await found("id__in"_f = ids)) == "M");
        CHECK((co_await found("price__range"_f = std::pair(9, 13))) == "KM");
        CHECK((co_await found("rating__isnull"_f = true)) == "G");
        CHECK((co_await found("price__gt"_f = decimal("12.50"))) == "H");
        CHECK((co_await found("price__gte"_f = decimal("12.50"))) == "HM");
        CHECK((co_await found("price__lt"_f = decimal("9.99"))) == "G");
        CHECK((co_await found("price__lte"_f = decimal("9.99"))) == "GK");
    });
}

TEST_CASE("querying: NULL in a list, and orderings by relations") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::vector<std::optional<double>> ratings(1, 5.0);
        ratings.push_back(std::nullopt);
        const auto all = Album::vinyl();
        CHECK(claims::titles(co_await all.filter("rating"_f.in(ratings))) == "K");
        CHECK(claims::titles(co_await all.exclude("rating"_f.in(ratings))) == "HM");
        std::string by_artist;
        for (const Album& album : co_await all.order_by("artist"_f, "title"_f)) by_artist += album.title.substr(0, 1);
        CHECK(by_artist == "GHKM");  // Coltrane, Bush, Davis, Davis
        const auto keys = co_await all.values("artist"_f).order_by("-artist"_f);
        CHECK(keys.at(0)["artist"_f] == 3);  // by the column
        CHECK(keys.at(3)["artist"_f] == 1);
        const auto unordered = Artist::vinyl().order_by().sql();  // not even by what meta declares
        CHECK(unordered.find("ORDER BY") == std::string::npos);
    });
}

TEST_CASE("connections: a session that sits in a transaction is ended") {
    vinyl::connection_options options;
    options.idle_in_transaction_timeout = 200ms;
    const tests::database shop(options);
    tests::in_both_modes(
        []() -> vinyl::dual<void> {
            bool ended = false;
            try {
                co_await vinyl::atomic([]() -> vinyl::dual<void> {
                    co_await tests::sql("SELECT 1");
                    co_await vinyl::io::sleep_for(1s);
                    co_await tests::sql("SELECT 1");
                });
            } catch (const vinyl::operational_error&) {
                ended = true;
            }
            CHECK(ended);
            CHECK((co_await tests::cell("SELECT 'again'")) == "again");
        },
        tests::statements::may_differ);
}

TEST_CASE("connections: what a pool sends to clean a connection is not told") {
    vinyl::connection_options options;
    options.pool.max = 1;
    const tests::database shop(options);
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const tests::sent_statements sent;
        co_await tests::sql("SET search_path TO nowhere");
        CHECK((co_await tests::cell("SHOW search_path")) != "nowhere");
        CHECK(sent.texts().size() == 2);
    });
}

TEST_CASE("connections: an observer may make queries itself") {
    vinyl::connection_options options;
    options.pool.max = 2;
    options.pool.acquire_timeout = 2s;
    const tests::database shop(options);
    const vinyl::async_scope scope(false);
    stock_shop();
    std::vector<std::string> seen;
    bool inside = false;
    const auto log = vinyl::observe_queries([&](const vinyl::query_event& query) {
        if (inside) return;
        inside = true;
        const std::int64_t artists = Artist::vinyl().count();
        seen.push_back(std::string(query.text.substr(0, 6)) + ' ' + std::to_string(artists));
        inside = false;
    });
    vinyl::atomic([] { Artist::vinyl().create("name"_f = "Prince"); });
    Artist::vinyl().create("name"_f = "Madonna");
    CHECK(seen.size() == 4);
    CHECK(seen.at(0) == "BEGIN 4");
    CHECK(seen.at(1) == "INSERT 5");  // in the transaction, which alone knows the row
    CHECK(seen.at(2) == "COMMIT 5");  // over the other connection
    CHECK(seen.at(3) == "INSERT 6");
}

TEST_CASE("transactions: a task knows whether it is in a block") {
    const tests::database another({}, "another");
    in_the_shop([]() -> vinyl::dual<void> {
        CHECK(!vinyl::in_atomic());
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            CHECK(vinyl::in_atomic());
            CHECK(!vinyl::in_atomic("another"));
            co_await Album::vinyl().count();
            CHECK(vinyl::in_atomic());
        });
        CHECK(!vinyl::in_atomic());
        CHECK_THROWS_AS(vinyl::set_rollback(), vinyl::usage_error);
    });
}

TEST_CASE("transactions: a thread that is started inside a block is not in it, and a coroutine is on every thread") {
    in_the_shop_sync([] {
        vinyl::atomic([] {
            Album::vinyl().filter("id"_f = 1).update("price"_f = 1);
            std::thread([] {
                CHECK(!vinyl::in_atomic());
                CHECK(Album::vinyl().get("id"_f = 1)->price == decimal("9.99"));
            }).join();
        });
    });
    const tests::database shop;
    std::atomic<int> right = 0;
    asio::thread_pool threads(2);
    for (int i = 0; i < 4; ++i)
        vinyl::spawn(
            threads,
            [&right]() -> asio::awaitable<void> {
                co_await vinyl::atomic([&right]() -> asio::awaitable<void> {
                    for (int step = 0; step < 20; ++step) {
                        co_await asio::post(asio::use_awaitable);
                        if (vinyl::in_atomic()) ++right;
                        if ((co_await Album::vinyl().count()) == 4) ++right;
                    }
                });
            },
            asio::detached);
    threads.join();
    CHECK(right == 160);
}

TEST_CASE("querying: a queryset is asked for no row that it does not have") {
    in_the_shop_sync([] {
        const auto cheap = Album::vinyl().filter("price"_f < 10).order_by("id"_f);
        CHECK(cheap[1].title == "Giant Steps");
        CHECK_THROWS_AS(cheap[2], vinyl::usage_error);
        CHECK(!cheap.empty());
        CHECK(cheap.none().empty());
    });
}

TEST_CASE("async: sync mode starts no threads") {
    in_the_shop_sync([] {
        const auto threads = [] {
            const std::filesystem::directory_iterator all("/proc/self/task");
            return std::distance(begin(all), end(all));
        };
        const auto before = threads();
        vinyl::connections().add("another", tests::dsn());
        CHECK(Album::vinyl().using_("another").count() == 4);
        vinyl::atomic([] { Album::vinyl().filter("id"_f = 1).update("price"_f = 1); });
        CHECK(threads() <= before);  // one of an earlier test may have ended meanwhile
        vinyl::connections().remove("another");
    });
}

}  // namespace documentation
