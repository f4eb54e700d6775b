// For conditions put together at random over paths to one row: the rows of filter(C) and of exclude(C) are all rows, each
// once, and filter(C) finds the rows for which the server calculates that C is true. For one comparison or test C over any
// paths exclude(C) are the rows that filter(C) does not find.
#include "support/server.hpp"
#include "support/catch.hpp"
#include "support/sql_models.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace music;

using result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

PGconn* connection() {
    static const std::unique_ptr<PGconn, void (*)(PGconn*)> made = [] {
        std::unique_ptr<PGconn, void (*)(PGconn*)> fresh(PQconnectdb(tests::server().dsn().c_str()), &PQfinish);
        const std::string setup =
            "CREATE SCHEMA sql_partition; SET search_path TO sql_partition;" + std::string(schema) +
            R"(INSERT INTO label (name) VALUES ('a'), ('b'), ('c');
               INSERT INTO artist (name, country, label_id) VALUES ('a', 'a', 1), ('b', NULL, 2), ('c', 'b', NULL), ('d', NULL, NULL);
               INSERT INTO album (title, artist_id, released, price, live, parent_id) VALUES
                 ('a', 1, '2000-01-02', 1, true, NULL), ('b', 2, '2001-02-01', NULL, false, 1), ('c', 3, 'infinity', 2, true, 2),
                 ('a', 4, '2002-01-01', NULL, true, NULL), ('b', 1, '-infinity', 4, false, 3), ('d', 2, '2000-01-01', 1, true, 1),
                 ('c', 3, '2001-01-01', 8, false, 2), ('a', 4, '2003-03-03', 2, false, 4);
               INSERT INTO sleeve (album_id, colour) VALUES (1, 'a'), (3, 'b'), (5, 'c'), (6, 'a');
               INSERT INTO track (album_id, title, seconds) VALUES (1, 'a', 1), (1, 'b', NULL), (2, 'c', 2), (5, 'a', 4);)";
        const result done(PQexec(fresh.get(), setup.c_str()), &PQclear);
        if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(fresh.get()));
        return fresh;
    }();
    return made.get();
}

/// The first column of the rows, sorted.
std::vector<int> numbers(const vinyl::statement& asked) {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths, binary;
    for (const auto& parameter : asked.parameters) {
        types.push_back(parameter.oid);
        values.push_back(parameter.null ? nullptr : parameter.bytes.data());
        lengths.push_back(static_cast<int>(parameter.bytes.size()));
        binary.push_back(1);
    }
    const result got(PQexecParams(connection(), asked.text.c_str(), static_cast<int>(types.size()), types.data(), values.data(),
                                  lengths.data(), binary.data(), 0),
                     &PQclear);
    if (PQresultStatus(got.get()) != PGRES_TUPLES_OK)
        throw std::runtime_error(asked.text + "\n" + PQresultErrorMessage(got.get()));
    std::vector<int> found;
    for (int row = 0; row < PQntuples(got.get()); ++row) found.push_back(std::stoi(PQgetvalue(got.get(), row, 0)));
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<int> keys(query q, const column_info& key = album::id) {
    q.clear_ordering().values({{"id", col<>(key)}});
    return numbers(select(q));
}

class conditions {
public:
    explicit conditions(unsigned seed) : random_(seed) {}

    expr any(int depth) {
        if (depth == 0) return leaf();
        switch (pick(6)) {
            case 0: return all_of(several(depth));
            case 1: return any_of(several(depth));
            case 2: return one_of(several(depth));
            case 3:
            case 4: return negation(any(depth - 1));
            default: return leaf();
        }
    }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    bool sometimes() { return pick(3) == 0; }

    std::vector<expr> several(int depth) {
        std::vector<expr> members;
        for (int count = 2 + pick(2); count > 0; --count) members.push_back(any(depth - 1));
        return members;
    }

    expr letter() { return s(std::string(1, static_cast<char>('a' + pick(4)))); }

    expr text_column() {
        switch (pick(8)) {
            case 0: return col<>(album::title);
            case 1: return col<&album::parent>(album::title);
            case 2: return col<&album::parent, &album::parent>(album::title);
            case 3: return col<&album::sleeve>(sleeve::colour);
            case 4: return col<&album::artist>(artist::country);
            case 5: return col<&album::artist>(artist::name);
            case 6: return col<&album::parent, &album::artist>(artist::country);
            default: return col<&album::artist, &artist::label>(label::name);
        }
    }

    expr text_value() {
        switch (pick(12)) {
            case 0: return function(called::coalesce, {text_column(), text_column()}, text);
            case 1: return function(called::coalesce, {text_column(), letter()}, text);
            case 2: return extract(transform::lower, text_column());
            case 3: return function(called::greatest, {text_column(), text_column()}, text);
            case 4: return function(called::upper, {text_column()}, text);
            case 5: return annotation("parent_title");
            case 6: return case_when({{leaf_of_columns(), text_column()}, {leaf_of_columns(), letter()}});
            case 7: return subquery(tracks_of(row_around<&album::parent>()).values({{"t", function("MAX", {col<>(track::title)}, text)}}), text);
            case 8: {
                // a key that objects have only where the country is no NULL
                const expr data = raw({"jsonb_strip_nulls(jsonb_build_object('k', ", "))"}, {col<&album::artist>(artist::country)});
                return function(called::jsonb_extract_path_text, {data, s("k")}, text);
            }
            default: return text_column();
        }
    }

    expr number_value() {
        switch (pick(6)) {
            case 0: return arithmetic(arithmetic_operator::multiply, col<&album::parent>(album::price), real());
            case 1: return col<&album::parent>(album::price);
            case 2: return function(called::coalesce, {col<&album::parent>(album::price), col<>(album::price)}, float8);
            case 3: return negate(col<>(album::price));
            case 4: return annotation("double_price");
            default: return col<>(album::price);
        }
    }

    query tracks_of(expr key) {
        auto q = tracks();
        return q.filter(eq(rel<&track::album>(), std::move(key)));
    }

    const lookup_info& order(int of = 7) {
        constexpr const lookup_info* all[] = {&lookup::exact, &lookup::gt,    &lookup::gte,           &lookup::lt,
                                              &lookup::lte,   &lookup::exact, &lookup::distinct_from, &lookup::not_distinct_from};
        return *all[pick(of + 1)];
    }

    expr leaf_of_columns() { return compare(order(), text_column(), sometimes() ? text_column() : letter()); }

    expr leaf() {
        switch (pick(16)) {
            case 13:
                return compare(order(), aggregate(called::count, rel<&album::tracks>()), sometimes() ? col<>(album::parent_id) : n(1));
            case 14:
                return compare(order(), text_value(), aggregate(called::max, col<&album::tracks>(track::title)));
            case 0: return compare(order(), number_value(), sometimes() ? real(0x4000000000000000) : number_value());
            case 1: return in_range(text_value(), sometimes() ? letter() : text_value(), sometimes() ? letter() : text_value());
            case 2: return is_null(text_value(), sometimes());
            case 3: return is_null(rel<&album::sleeve>(), sometimes());
            case 4: {
                const wire_value list{text_array, false,
                                      big_endian(1, 4) + big_endian(0, 4) + big_endian(text, 4) + big_endian(2, 4) + big_endian(1, 4) +
                                          big_endian(1, 4) + "a" + big_endian(1, 4) + "b"};
                return in_values(text_value(), list, false);
            }
            case 5: return in_query(text_value(), artists().clear_ordering().values({{"c", col<>(artist::country)}}));
            case 6: return in_query(text_value(), query(label_table()).values({{"n", col<>(label::name)}}));
            case 7: return in_query(text_value(), tracks_of(row_around<&album::parent, &album::parent>()).values({{"t", col<>(track::title)}}));
            case 8: return exists(tracks_of(row_around<&album::parent>()).filter(compare(lookup::lte, col<>(track::title), around<&album::artist>(artist::country))));
            case 9: return exists(tracks_of(around<>(album::id)).exclude(eq(col<>(track::title), around<&album::artist, &artist::label>(label::name))));
            case 10: {
                constexpr const transform_info* of[] = {&transform::month, &transform::day, &transform::week_day, &transform::date};
                const transform_info& part = *of[pick(4)];
                const expr left = extract(part, sometimes() ? col<>(album::released) : col<&album::parent>(album::released));
                return &part == &transform::date ? compare(order(), left, col<>(album::released)) : compare(order(), left, i4(1));
            }
            case 11:
                // no lookup that has to extract the year of infinity
                return compare(order(4), col<&album::parent>(album::released, parts<transform::year>()), i4(2001));
            case 12:
                return condition(sometimes() ? annotation("live_parent")
                                             : case_when({{leaf_of_columns(), yes()}, {leaf_of_columns(), yes(false)}}));
            default: return compare(order(), text_value(), sometimes() ? letter() : text_value());
        }
    }

    std::mt19937 random_;
};

/// One comparison or test over artists, their albums and what is behind them.
class conditions_over_many {
public:
    explicit conditions_over_many(unsigned seed) : random_(seed) {}

    expr any() {
        switch (pick(10)) {
            case 0: return in_range(value(), pick(2) == 0 ? letter() : value(), value());
            case 1: return is_null(value(), pick(2) == 0);
            case 2: return is_null(rel<&artist::albums>(), pick(2) == 0);
            case 3: return in_query(value(), query(label_table()).values({{"n", col<>(label::name)}}));
            case 4: return in_query(value(), titles_of(pick(2) == 0 ? around<&artist::albums>(album::id) : row_around<&artist::albums, &album::parent>()));
            case 5: return exists(titles_of(around<&artist::albums>(album::id)).filter(eq(col<>(track::title), around<>(artist::name))));
            case 6: return exists(titles_of(row_around<&artist::albums, &album::parent>()).exclude(eq(col<>(track::title), around<>(artist::country))));
            case 7: return condition(case_when({{eq(value(), letter()), yes()}, {eq(value(), letter()), yes(false)}}));
            case 8: return compare(lookup::distinct_from, value(), pick(2) == 0 ? letter() : value());
            default: return compare(pick(2) == 0 ? lookup::exact : lookup::gt, value(), pick(2) == 0 ? letter() : value());
        }
    }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    expr letter() { return s(std::string(1, static_cast<char>('a' + pick(4)))); }

    query titles_of(expr key) {
        auto q = tracks();
        q.filter(eq(rel<&track::album>(), std::move(key)));
        return q.values({{"t", col<>(track::title)}});
    }

    expr value() {
        switch (pick(11)) {
            case 0: return col<&artist::albums>(album::title);
            case 1: return col<&artist::albums, &album::parent>(album::title);
            case 2: return col<&artist::albums, &album::tracks>(track::title);
            case 3: return col<&artist::albums, &album::sleeve>(sleeve::colour);
            case 4: return col<&artist::label, &label::artists>(artist::name);
            case 5: return col<&artist::label>(label::name);
            case 6: return function(called::coalesce, {col<&artist::albums>(album::title), col<>(artist::name)}, text);
            case 7: return function(called::coalesce, {col<&artist::label, &label::artists>(artist::country), letter()}, text);
            case 8: return extract(transform::upper, col<&artist::albums>(album::title));
            case 9: return col<>(artist::country);
            default: return col<>(artist::name);
        }
    }

    std::mt19937 random_;
};

query annotated_albums() {
    auto q = albums();
    q.annotate("parent_title", col<&album::parent>(album::title));
    q.annotate("double_price", arithmetic(arithmetic_operator::add, col<>(album::price), col<>(album::price)));
    q.annotate("live_parent", eq(col<&album::parent>(album::live), yes()));
    return q;
}

}  // namespace

TEST_CASE("filter and exclude by any condition over single-valued paths part the rows") {
    const std::vector<int> all = keys(albums());
    for (unsigned seed = 1; seed <= 500; ++seed) {
        CAPTURE(seed);
        const expr c = conditions(seed).any(1 + static_cast<int>(seed % 3));
        const std::vector<int> with = keys(annotated_albums().filter(c)), without = keys(annotated_albums().exclude(c));
        std::vector<int> both = with;
        both.insert(both.end(), without.begin(), without.end());
        std::sort(both.begin(), both.end());
        INFO(select(annotated_albums().filter(c)).text << "\n" << select(annotated_albums().exclude(c)).text);
        REQUIRE(both == all);
        REQUIRE(keys(annotated_albums().filter(negation(c))) == without);

        auto calculated = annotated_albums();
        calculated.annotate("c", case_when({{c, yes()}}, yes(false)));
        REQUIRE(keys(calculated.filter(condition(annotation("c")))) == with);

        auto named = annotated_albums();
        named.annotate("c", c);
        REQUIRE(keys(query(named).filter(condition(annotation("c")))) == with);
        REQUIRE(keys(named.exclude(condition(annotation("c")))) == without);
    }
}

TEST_CASE("exclude by any one comparison over many-valued paths gives the rows that filter does not find") {
    const std::vector<int> all = keys(artists(), artist::id);
    for (unsigned seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        const expr c = conditions_over_many(seed).any();
        std::vector<int> both = keys(artists().filter(c).distinct(), artist::id);
        const std::vector<int> without = keys(artists().exclude(c), artist::id);
        both.insert(both.end(), without.begin(), without.end());
        std::sort(both.begin(), both.end());
        INFO(select(artists().filter(c)).text << "\n" << select(artists().exclude(c)).text);
        REQUIRE(both == all);
        REQUIRE(keys(artists().filter(negation(c)), artist::id) == without);
        REQUIRE(keys(artists().exclude(negation(c)), artist::id) == keys(artists().filter(c).distinct(), artist::id));
    }
}
