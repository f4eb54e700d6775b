// From the cells of a result into rows, without a server: NULLs, malformed cells, and what the rows of a result share.
#include "model_music.hpp"
#include "support/catch.hpp"

#include <vinyl/rows/read.hpp>

#include <atomic>
#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace detail = vinyl::detail;

struct Tag : vinyl::model<Tag> {
    std::int64_t id{};
    std::string name;
    vinyl::foreign_key<music::Artist> artist;
    std::optional<vinyl::foreign_key<music::Artist>> producer;
    vinyl::decimal price;
    std::optional<std::string> note;
    std::optional<vinyl::decimal> discount;
};

/// A result as a driver would bring it.
struct table {
    std::vector<std::uint32_t> oids;
    std::vector<std::vector<std::optional<std::string>>> cells;

    [[nodiscard]] std::size_t rows() const { return cells.size(); }
    [[nodiscard]] std::size_t columns() const { return oids.size(); }
    [[nodiscard]] std::uint64_t affected() const { return 0; }
    [[nodiscard]] std::uint32_t column_oid(std::size_t column) const { return oids[column]; }
    [[nodiscard]] std::string_view column_name(std::size_t column) const {
        static const std::string names = "abcdefgh";
        return std::string_view(names).substr(column, 1);
    }
    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const { return !cells[row][column]; }
    [[nodiscard]] std::string_view bytes(std::size_t row, std::size_t column) const {
        return cells[row][column] ? std::string_view(*cells[row][column]) : std::string_view();
    }
};

template <class T>
std::string wire(const T& value) {
    return vinyl::to_wire(value).bytes;
}

table tags(std::size_t rows) {
    table result{{20, 25, 20, 20, 1700, 25, 1700}, {}};
    for (std::size_t i = 0; i < rows; ++i) {
        const auto number = static_cast<std::int64_t>(i);
        std::vector<std::optional<std::string>> row(7);
        row[0] = wire(number);
        row[1] = "a name that is too long to live inside a string " + std::to_string(i);
        row[2] = wire(std::int64_t{100} + number);
        if (i % 2 == 0) row[3] = wire(std::int64_t{200} + number);
        row[4] = wire(vinyl::decimal("12.50"));
        if (i % 3 == 0) row[5] = "";
        if (i % 3 == 1) row[6] = wire(vinyl::decimal("-0.0001"));
        result.cells.push_back(std::move(row));
    }
    return result;
}

template <class Row>
std::vector<Row> read(table from, const detail::read_options& options = {}) {
    const auto result = vinyl::db::result::of(std::move(from));
    return detail::read_rows<Row>(result, options);
}

std::string error_of_reading(table from) {
    try {
        static_cast<void>(read<Tag>(std::move(from)));
    } catch (const vinyl::data_error& error) {
        return error.what();
    }
    return "no error";
}

auto origin_of(const Tag& tag) { return detail::relation_access::origin(tag.artist); }

}  // namespace

TEST_CASE("The cells of a result become the members of rows", "[orm]") {
    const auto found = read<Tag>(tags(4));
    REQUIRE(found.size() == 4);
    CHECK(found[3].id == 3);
    CHECK(found[3].name == "a name that is too long to live inside a string 3");
    CHECK(found[3].artist.id() == 103);
    CHECK_FALSE(found[3].artist.has_object());
    CHECK_FALSE(found[3].producer);
    CHECK(found[2].producer->id() == 202);
    CHECK(found[3].price.to_string() == "12.50");
    CHECK(found[3].note == "");
    CHECK_FALSE(found[2].note);
    CHECK(found[1].discount == vinyl::decimal("-0.0001"));
    CHECK_FALSE(found[3].discount);
}

TEST_CASE("A malformed cell is a data_error that names it, in every kind of member", "[orm]") {
    using Catch::Matchers::Contains;
    for (const std::size_t column : {0U, 2U, 3U, 4U, 6U}) {
        for (const std::string bad : {"", "1", "1234567", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}) {
            CAPTURE(column, bad.size());
            table result = tags(5);
            result.cells[4][column] = bad;
            CHECK_THAT(error_of_reading(std::move(result)),
                       Contains("reading Tag: column \"" + std::string(1, static_cast<char>('a' + column)) + "\"") &&
                           Contains("correct the row"));
        }
    }
}

TEST_CASE("NULL where the member is not optional is a data_error that names it", "[orm]") {
    using Catch::Matchers::Contains;
    for (const std::size_t column : {0U, 1U, 2U, 4U}) {
        table result = tags(5);
        result.cells[4][column].reset();
        CHECK_THAT(error_of_reading(std::move(result)),
                   Contains("column \"" + std::string(1, static_cast<char>('a' + column)) + "\" is NULL"));
    }
}

TEMPLATE_TEST_CASE("NULL is never read as a value, whatever the member's type", "[orm]", bool, std::int16_t, std::int32_t,
                   std::int64_t, float, double, vinyl::date, vinyl::timestamp, vinyl::decimal, vinyl::time_of_day,
                   vinyl::uuid, vinyl::interval, std::string, std::vector<std::byte>, std::vector<std::int64_t>) {
    TestType some{};
    if constexpr (std::same_as<TestType, vinyl::date>) some = std::chrono::sys_days(std::chrono::days(0));
    const table result{{vinyl::codec<TestType>::oid}, {{wire(some)}, {std::nullopt}}};
    CHECK_THROWS_WITH(read<std::tuple<TestType>>(result), Catch::Matchers::Contains("column \"a\" is NULL"));
    const auto known = read<std::tuple<std::optional<TestType>>>(result);
    CHECK(std::get<0>(known.at(0)) == some);
    CHECK(std::get<0>(known.at(1)) == std::nullopt);
}

TEST_CASE("A value that can not be read leaves a member that can be used", "[orm]") {
    table from = tags(1);
    from.cells[0][4] = "short";
    const auto result = vinyl::db::result::of(std::move(from));
    detail::cursor at(result, "Tag");
    at.go_to(0);
    vinyl::decimal price("7.25");
    CHECK_THROWS_AS(detail::read_value(price, at, 4), vinyl::data_error);
    price = vinyl::decimal("8");
    CHECK(price == 8);
}

TEST_CASE("Tuples and plain structs are read by the order of their members", "[orm]") {
    table result{{20, 25}, {{wire(std::int64_t{7}), "seven"}, {wire(std::int64_t{8}), std::nullopt}}};
    const auto tuples = read<std::tuple<std::int64_t, std::optional<std::string>>>(result);
    CHECK(tuples.at(0) == std::tuple(std::int64_t{7}, std::optional<std::string>("seven")));
    CHECK(tuples.at(1) == std::tuple(std::int64_t{8}, std::optional<std::string>()));
    struct pair {
        std::int64_t number;
        std::optional<std::string> name;
    };
    const auto pairs = read<pair>(result);
    CHECK(pairs.at(0).number == 7);
    CHECK(pairs.at(1).name == std::nullopt);
}

TEST_CASE("The rows of one result share their peers, and a single row has none", "[orm]") {
    CHECK(origin_of(read<Tag>(tags(1)).front()) == nullptr);
    CHECK(origin_of(read<Tag>(tags(1), {.alias = "other"}).front()) != nullptr);

    auto found = read<Tag>(tags(10));
    using peers = detail::peer_group<std::int64_t>;
    const auto group = std::static_pointer_cast<peers>(origin_of(found[0]));
    CHECK(group->keys().size() == 10);
    for (const Tag& each : found) CHECK(origin_of(each).get() == group.get());
    // the optional relation has a group of its own, with fewer rows than were counted for it
    const auto producers = std::static_pointer_cast<peers>(detail::relation_access::origin(*found[0].producer));
    CHECK(producers.get() != group.get());
    CHECK(producers->keys().size() == 5);

    const Tag copy = found[3];
    const Tag moved = std::move(found[4]);
    found.clear();
    CHECK(origin_of(copy).get() == group.get());
    CHECK(origin_of(moved).get() == group.get());
    CHECK(group->keys().back() == 109);
}

TEST_CASE("What rows share goes away with its last user, whoever that is", "[orm]") {
    struct counted : detail::row_origin {
        explicit counted(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
        ~counted() override { --alive_; }
        std::atomic<int>& alive_;
    };
    std::atomic<int> alive{0};

    SECTION("nobody took one") { const detail::origin_supply unused(std::make_unique<counted>(alive), 5); }
    SECTION("more are taken than were counted at once") {
        std::vector<detail::origin_ptr> users;
        {
            detail::origin_supply supply(std::make_unique<counted>(alive), 2);
            for (int i = 0; i < 7; ++i) users.push_back(supply.take());
        }
        CHECK(alive == 1);
        users.resize(1);
        CHECK(alive == 1);
        users.front() = detail::origin_ptr();
    }
    SECTION("the supply goes on elsewhere") {
        detail::origin_supply first(std::make_unique<counted>(alive), 3);
        detail::origin_supply second = std::move(first);
        const detail::origin_ptr user = second.take();
        CHECK(alive == 1);
    }
    SECTION("it is shared while a row that led to it is destroyed") {
        std::shared_ptr<detail::row_origin> shared;
        {
            detail::origin_supply supply(std::make_unique<counted>(alive), 1);
            const detail::origin_ptr user = supply.take();
            shared = user.share();
        }
        CHECK(alive == 1);
    }
    SECTION("users live on several threads") {
        std::vector<std::thread> threads;
        {
            detail::origin_supply supply(std::make_unique<counted>(alive), 400);
            for (int i = 0; i < 4; ++i) {
                std::vector<detail::origin_ptr> users;
                for (int k = 0; k < 100; ++k) users.push_back(supply.take());
                threads.emplace_back([users = std::move(users)]() mutable {
                    const std::vector<detail::origin_ptr> copies = users;
                    users.clear();
                });
            }
        }
        for (std::thread& each : threads) each.join();
    }
    SECTION("nothing to share") {
        detail::origin_supply none(nullptr, 3);
        CHECK(none.take().share() == nullptr);
    }
    CHECK(alive == 0);
}

TEST_CASE("Reading stops at a bad row without losing what was read", "[orm]") {
    // under a sanitizer this shows a leak or a double release
    for (std::size_t bad = 0; bad < 4; ++bad) {
        table result = tags(4);
        result.cells[bad][6] = "bad";
        CHECK_THROWS_AS(read<Tag>(std::move(result)), vinyl::data_error);
    }
}
