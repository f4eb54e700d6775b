// A recording means what the calls mean that it stands for: replayed, and by way of its shape, it gives the same statement.
#include <vinyl/base/error.hpp>
#include <vinyl/sql/compile.hpp>
#include <vinyl/sql/replay.hpp>

#include "support/catch.hpp"
#include "support/sql_models.hpp"

#include <functional>
#include <utility>

namespace {

using namespace music;

vinyl::statement filled_in(const shape& known, std::vector<wire_value>&& values) {
    vinyl::statement made;
    fill_in(made, known, std::move(values));
    return made;
}

void require_same(const vinyl::statement& got, const vinyl::statement& wanted) {
    CHECK(got.text == wanted.text);
    CHECK(got.parameters == wanted.parameters);
    CHECK(got.plain_read == wanted.plain_read);
    CHECK(got.keeps_session == wanted.keeps_session);
}

/// What a complete recording is compiled to, in both ways.
void require_statement(const recording& recorded, const vinyl::statement& wanted) {
    CHECK(compiled_text(recorded.bytes()) == wanted.text);
    CHECK(compile_at_once(recorded).is_nothing == make_shape(recorded.bytes()).is_nothing);
    if (make_shape(recorded.bytes()).is_nothing) return;  // never sent
    require_same(compile_at_once(recorded).sent, wanted);
    recording again = recorded;
    require_same(filled_in(make_shape(recorded.bytes()), std::move(again.values())), wanted);
}

using say = std::function<void(recording&)>;

/// A condition on albums, alone and under NOT.
void require_condition(const say& recorded, const expr& direct) {
    for (const bool excluded : {false, true}) {
        recording rows(album_table());
        recorded(rows);
        query q(album_table());
        if (excluded) {
            rows.exclude();
            q.exclude(direct);
        } else {
            rows.filter();
            q.filter(direct);
        }
        rows.select();
        CHECK(make_shape(rows.bytes()).is_nothing == q.is_nothing());
        require_statement(rows, select(q));
    }
}

/// A value, as an annotation of albums.
void require_value(const say& recorded, const expr& direct) {
    recording rows(album_table());
    recorded(rows);
    rows.annotate("it");
    rows.annotation("it");
    rows.term(true);
    rows.order_by(1);
    rows.select();
    query q(album_table());
    q.annotate("it", direct);
    q.order_by({by(annotation("it"), true)});
    require_statement(rows, select(q));
}

void title(recording& to) { to.column(at<>(album::title)); }
void released_year(recording& to) { to.column(at<>(album::released, parts<transform::year>())); }

expr title() { return col<>(album::title); }
expr released_year() { return col<>(album::released, parts<transform::year>()); }

wire_value int2_wire(std::int16_t v) { return {21, false, big_endian(static_cast<std::uint16_t>(v), 2)}; }

}  // namespace

TEST_CASE("recorded comparisons are those of sql::compare") {
    for (const lookup_info* each : lookup::all) {
        const lookup_info& how = *each;
        INFO("lookup " << how.sql());
        require_condition(
            [&](recording& to) {
                title(to);
                to.value(text_wire("50%_\\ off"));
                to.compare(how);
            },
            compare(how, title(), s("50%_\\ off")));
        require_condition(
            [&](recording& to) {
                title(to);
                to.column(at<&album::artist>(artist::name));
                to.compare(how);
            },
            compare(how, title(), col<&album::artist>(artist::name)));
    }
}

TEST_CASE("recorded patterns are escaped for texts of every kind, also where the type is not known") {
    for (const std::uint32_t oid : {0U, 25U, 1042U, 1043U, 17U}) {
        const wire_value given{oid, false, "a%b"};
        require_condition(
            [&](recording& to) {
                title(to);
                to.value(given, "citext");
                to.compare(lookup::icontains);
            },
            compare(lookup::icontains, title(), value(given, "citext")));
    }
}

TEST_CASE("a recorded comparison with NULL asks for NULL, where the lookup may") {
    for (const lookup_info* const how : {&lookup::exact, &lookup::iexact, &lookup::distinct_from, &lookup::not_distinct_from}) {
        require_condition(
            [&](recording& to) {
                title(to);
                to.value({text, true, {}});
                to.compare(*how);
            },
            compare(*how, title(), value({text, true, {}})));
        require_condition(
            [&](recording& to) {
                title(to);
                to.null("text");
                to.compare(*how);
            },
            compare(*how, title(), null("text")));
    }
    recording to(album_table());
    title(to);
    to.null();
    CHECK_THROWS_AS(to.compare(lookup::lt), vinyl::usage_error);
}

TEST_CASE("NULL is no bound of a recorded range, whichever it is") {
    const auto bound = [](recording& to, bool null) {
        if (null) to.null();
        else to.value(number_wire(1));
    };
    for (const bool first : {false, true}) {
        recording to(album_table());
        to.column(at<>(album::id));
        bound(to, first);
        bound(to, !first);
        CHECK_THROWS_AS(to.in_range(), vinyl::usage_error);
    }
    require_condition(
        [&](recording& to) {
            to.column(at<>(album::id));
            to.value(number_wire(3));
            to.value(number_wire(9));
            to.in_range();
        },
        in_range(col<>(album::id), n(3), n(9)));
}

TEST_CASE("a recorded boolean is a condition of its own, and part of the shape") {
    for (const bool truth : {false, true}) {
        const wire_value given{boolean, false, std::string(1, truth ? '\1' : '\0')};
        require_condition(
            [&](recording& to) {
                to.column(at<>(album::live));
                to.value(given);
                to.compare(lookup::exact);
            },
            eq(col<>(album::live), value(given)));
        require_value([&](recording& to) { to.value(given); }, value(given));
    }
    require_condition(
        [&](recording& to) {
            to.column(at<>(album::live));
            to.condition();
        },
        condition(col<>(album::live)));
}

TEST_CASE("a recorded year is compared by bounds, whatever the width of the number") {
    for (const lookup_info* const how : {&lookup::exact, &lookup::gt, &lookup::gte, &lookup::lt, &lookup::lte, &lookup::distinct_from}) {
        for (const wire_value& year : {number_wire(1959), int2_wire(-3), wire_value{integer, false, big_endian(2024, 4)}}) {
            require_condition(
                [&](recording& to) {
                    released_year(to);
                    to.value(year);
                    to.compare(*how);
                },
                compare(*how, released_year(), value(year)));
        }
    }
}

TEST_CASE("recorded lists know whether they are empty and whether NULL was in them") {
    for (const bool empty : {false, true}) {
        for (const bool had_null : {false, true}) {
            const wire_value list{bigint_array, false, "list"};
            require_condition(
                [&](recording& to) {
                    to.column(at<>(album::id));
                    to.in_values(list, empty, had_null, "bigint[]");
                },
                in_values(col<>(album::id), list, empty, had_null, "bigint[]"));
            const wire_value first{integer_array, false, "first"}, last{integer_array, false, "last"};
            require_condition(
                [&](recording& to) {
                    to.column(at<>(album::title));
                    to.in_parts(list, first, last, empty, had_null);
                },
                in_parts(title(), list, first, last, empty, had_null));
            require_condition(
                [&](recording& to) {
                    to.column(at<>(album::id));
                    to.column(at<>(album::parent_id));
                    to.row(2);
                    to.value(list);
                    to.value(list, "int8[]");
                    to.in_rows(2, empty, had_null);
                },
                in_rows(row({col<>(album::id), col<>(album::parent_id)}), {value(list), value(list, "int8[]")}, empty,
                        had_null));
        }
    }
}

TEST_CASE("recorded combinations keep their members in order and forget those of nothing") {
    const auto id_is = [](recording& to, std::int64_t number) {
        to.column(at<>(album::id));
        to.value(number_wire(number));
        to.compare(lookup::exact);
    };
    using combine = expr (*)(std::vector<expr>);
    using record = void (recording::*)(std::uint32_t);
    const std::pair<combine, record> kinds[] = {{&all_of, &recording::all_of}, {&any_of, &recording::any_of}, {&one_of, &recording::one_of}};
    for (const auto& [direct, recorded] : kinds) {
        require_condition(
            [&](recording& to) {
                id_is(to, 1);
                to.all_of(0);
                to.column(at<&album::artist>(artist::name));
                to.value(text_wire("x"));
                to.compare(lookup::exact);
                to.negation();
                id_is(to, 3);
                (to.*recorded)(4);
            },
            direct({eq(col<>(album::id), n(1)), all_of({}), negation(eq(col<&album::artist>(artist::name), s("x"))),
                    eq(col<>(album::id), n(3))}));
        require_condition(
            [&](recording& to) {
                to.nothing();
                to.everything();
                (to.*recorded)(2);
            },
            direct({nothing(), everything()}));
        recording none;
        (none.*recorded)(0);
        none.negation();
        none.all_of(0);
        (none.*recorded)(2);
        CHECK(none.is_neutral());
        id_is(none, 1);
        none.all_of(2);
        CHECK_FALSE(none.is_neutral());
    }
    CHECK_FALSE(recording().is_neutral());
}

TEST_CASE("recorded tests for NULL, and columns across relations") {
    for (const bool truth : {false, true})
        require_condition(
            [&](recording& to) {
                to.column(row_at<&album::parent, &album::artist>());
                to.is_null(truth);
            },
            is_null(rel<&album::parent, &album::artist>(), truth));
    require_condition(
        [&](recording& to) {
            to.column(at<&album::tracks>(track::title));
            to.value(text_wire("So What"));
            to.compare(lookup::exact);
        },
        eq(col<&album::tracks>(track::title), s("So What")));
}

TEST_CASE("recorded values are those of their functions") {
    require_value(
        [](recording& to) {
            to.column(at<>(album::price));
            to.value(number_wire(2));
            to.arithmetic(arithmetic_operator::multiply, float8);
            to.negate();
        },
        negate(arithmetic(arithmetic_operator::multiply, col<>(album::price), n(2), float8)));
    require_value(
        [](recording& to) {
            title(to);
            to.null();
            to.value(text_wire("untitled"));
            to.function(called::coalesce, 3, text);
        },
        function(called::coalesce, {title(), null(), s("untitled")}, text));
    require_value([](recording& to) { to.function(called::nextval, 0, bigint); },
                  function(called::nextval, {}, bigint));
    require_value(
        [](recording& to) {
            to.column(at<>(album::id));
            to.cast("text", text);
            to.extract(transform::upper);
        },
        extract(transform::upper, cast(col<>(album::id), "text", text)));
    const std::string_view keys[] = {"a", "b'c"};
    for (const bool as_text : {false, true})
        require_value(
            [&](recording& to) {
                title(to);
                to.under_keys(keys, as_text);
            },
            under_keys(title(), keys, as_text));
    require_value(
        [&](recording& to) {
            title(to);
            to.under_keys({});
        },
        under_keys(title(), {}));
    const std::string_view pieces[] = {"soundex(", ") || ", ""};
    require_value(
        [&](recording& to) {
            title(to);
            to.value(text_wire("x"));
            to.raw(pieces, text);
        },
        raw({"soundex(", ") || ", ""}, {title(), s("x")}, text));
    for (const bool has_otherwise : {false, true})
        require_value(
            [&](recording& to) {
                to.column(at<>(album::id));
                to.value(number_wire(5));
                to.compare(lookup::lt);
                to.value(text_wire("low"));
                to.column(at<>(album::live));
                to.value(text_wire("live"));
                if (has_otherwise) title(to);
                to.case_when(2, has_otherwise, "text");
            },
            case_when({{compare(lookup::lt, col<>(album::id), n(5)), s("low")}, {col<>(album::live), s("live")}},
                      has_otherwise ? title() : expr{}, "text"));
}

TEST_CASE("recorded aggregates and windows have all their parts") {
    require_value(
        [](recording& to) {
            to.column(at<&album::tracks>(track::seconds));
            to.column(at<&album::tracks>(track::id));
            to.value(number_wire(7));
            to.compare(lookup::gt);
            to.value(number_wire(0));
            to.aggregate("SUM", {.has_filter = true, .has_otherwise = true, .distinct = true, .oid = bigint});
        },
        aggregate("SUM", col<&album::tracks>(track::seconds),
                  {.distinct = true, .filter = gt(col<&album::tracks>(track::id), n(7)), .otherwise = n(0), .oid = bigint}));
    require_value([](recording& to) { to.aggregate(called::count, {.has_argument = false, .oid = bigint}); }, count_rows());
    require_value(
        [](recording& to) {
            to.column(at<&album::tracks>(track::title));
            to.value(text_wire(", "));
            to.column(at<&album::tracks>(track::id));
            to.term(true, order_term::nulls_order::last);
            to.aggregate("STRING_AGG", {.more_arguments = 1, .terms = 1});
        },
        aggregate("STRING_AGG", col<&album::tracks>(track::title),
                  {.order = {{col<&album::tracks>(track::id), true, order_term::nulls_order::last}}, .more_arguments = {s(", ")}}));
    require_value(
        [](recording& to) {
            to.function("RANK", 0);
            to.column(at<>(album::artist_id));
            to.column(at<>(album::price));
            to.term();
            to.window(1, 1, "ROWS UNBOUNDED PRECEDING");
        },
        window(function("RANK", {}), {.partition_by = {col<>(album::artist_id)},
                                      .order = {by(col<>(album::price))},
                                      .frame = "ROWS UNBOUNDED PRECEDING"}));
}

TEST_CASE("a recorded subquery brings its values and limits along") {
    recording tracks(track_table());
    tracks.column(at<>(track::album_id));
    tracks.outer(at<>(album::id));
    tracks.compare(lookup::exact);
    tracks.column(at<>(track::title));
    tracks.value(text_wire("a_"));
    tracks.compare(lookup::startswith);
    tracks.all_of(2);
    tracks.filter();
    tracks.limit(3);
    tracks.offset(5);
    const std::string_view names[] = {"title"};
    tracks.column(at<>(track::title));
    tracks.values(names);
    query direct(track_table());
    direct.filter(all_of({eq(col<>(track::album_id), outer(at<>(album::id))),
                          compare(lookup::startswith, col<>(track::title), s("a_"))}));
    direct.slice(5, 8).values({{"title", col<>(track::title)}});

    const auto before = [](recording& to) {
        title(to);
        to.value(text_wire("before"));
        to.compare(lookup::exact);
    };
    require_condition(
        [&](recording& to) {
            before(to);
            to.exists(tracks);
            to.all_of(2);
        },
        all_of({eq(title(), s("before")), exists(direct)}));
    require_condition(
        [&](recording& to) {
            title(to);
            to.in_query(tracks);
            before(to);
            to.any_of(2);
        },
        any_of({in_query(title(), direct), eq(title(), s("before"))}));
    require_value([&](recording& to) { to.subquery(tracks, text); }, subquery(direct, text));
    require_value([&](recording& to) { to.array_subquery(tracks, text_array); }, array_subquery(direct, text_array));

    tracks.limit(0);
    direct.limit(0);
    require_condition([&](recording& to) { to.exists(tracks); }, exists(direct));
    require_condition(
        [&](recording& to) {
            title(to);
            to.in_query(tracks);
        },
        in_query(title(), direct));
}

TEST_CASE("recorded columns of outer queries mean what they mean at once") {
    recording labels(label_table());
    labels.column(at<>(label::name));
    labels.outer(at<&album::artist, &artist::label>(label::name));
    labels.compare(lookup::exact);
    labels.filter();
    query direct(label_table());
    direct.filter(eq(col<>(label::name), around<&album::artist, &artist::label>(label::name)));
    require_condition([&](recording& to) { to.exists(labels); }, exists(direct));
}

TEST_CASE("what is awaited is recorded later, in its place, which copies keep") {
    const auto seconds = [](recording& to) {
        to.column(at<>(track::seconds));
        to.value(number_wire(9));
        to.compare(lookup::gt);
    };
    const auto title = [](recording& to) {
        to.column(at<>(track::title));
        to.outer(at<>(album::title));
        to.value(text_wire("x"));
        to.function({"CONCAT"}, 2);
        to.compare(lookup::exact);
    };
    recording rows(track_table()), direct(track_table());
    seconds(rows);
    rows.awaited();
    rows.all_of(2);
    rows.filter();
    rows.limit(3);
    seconds(direct);
    title(direct);
    direct.all_of(2);
    direct.filter();
    direct.limit(3);
    std::vector<recording> parts(1);
    title(parts[0]);
    const recording copy = rows;
    for (const recording* const each : {&std::as_const(rows), &copy}) {
        const recording whole = each->with(parts);
        CHECK(whole.bytes() == direct.bytes());
        CHECK(whole.values() == direct.values());
        require_condition([&](recording& to) { to.exists(whole); }, exists(replay_query(direct)));
        CHECK_THROWS_AS(replay_query(*each), vinyl::usage_error);
    }
}

TEST_CASE("recorded steps refine a query as its members do") {
    recording rows(artist_table());
    query q(artist_table());
    const auto same = [&] {
        recording whole = rows;
        whole.select();
        require_statement(whole, select(q));
        require_same(select(replay_query(rows)), select(q));
    };
    rows.column(at<&artist::albums>(album::title));
    rows.value(text_wire("x"));
    rows.compare(lookup::icontains);
    rows.filter_sticky();
    q.filter_sticky(compare(lookup::icontains, col<&artist::albums>(album::title), s("x")));
    same();
    rows.column(at<&artist::albums>(album::price));
    rows.value({float8, false, "12345678"});
    rows.compare(lookup::lt);
    rows.exclude();
    q.exclude(compare(lookup::lt, col<&artist::albums>(album::price), value({float8, false, "12345678"})));
    same();
    rows.column(row_at<&artist::albums>());
    rows.aggregate(called::count, {.oid = bigint});
    rows.annotate("n");
    q.annotate("n", aggregate(called::count, rel<&artist::albums>(), {.oid = bigint}));
    same();
    rows.annotation("n");
    rows.value(number_wire(3));
    rows.compare(lookup::gte);
    rows.filter();
    q.filter(compare(lookup::gte, annotation("n"), n(3)));
    same();
    rows.annotation("n");
    rows.term(true);
    rows.column(at<>(artist::name));
    rows.term(false, order_term::nulls_order::first);
    rows.order_by(2);
    rows.reverse();
    q.order_by({by(annotation("n"), true), {col<>(artist::name), false, order_term::nulls_order::first}}).reverse();
    same();
    const std::string_view names[] = {"name", "n"};
    rows.column(at<>(artist::name));
    rows.annotation("n");
    rows.values(names);
    q.values({{"name", col<>(artist::name)}, {"n", annotation("n")}});
    same();
    rows.distinct();
    q.distinct();
    same();
    rows.slice(2, 8);
    rows.slice(1, 3);
    q.slice(2, 8).slice(1, 3);
    same();
    rows.limit(1);
    q.limit(1);
    same();
    rows.in_database("archive");
    q.in_database("archive");
    same();
    rows.clear_ordering();
    q.clear_ordering();
    same();
}

TEST_CASE("recorded related rows, locks and set operations") {
    recording rows(album_table());
    query q(album_table());
    const relation_info* const to_label[] = {&album::artist, &artist::label};
    const std::span<const relation_info* const> of[] = {std::span(to_label).first(1)};
    rows.select_related(to_label);
    const column_info* const read[] = {&artist::name};
    rows.load_only(std::span(to_label).first(1), read);
    rows.lock(lock_strength::update, lock_wait::skip_locked, of, true);
    q.select_related(to_label).load_only(std::span(to_label).first(1), {&artist::name});
    q.lock(lock_strength::update, lock_wait::skip_locked, {of[0]}, true);
    rows.select();
    require_statement(rows, select(q));
    const shape known = make_shape(rows.bytes());
    const output_list outputs = q.outputs();
    REQUIRE(known.related.size() == outputs.related.size());
    for (std::size_t i = 0; i < outputs.related.size(); ++i) {
        CHECK(known.related[i].first == outputs.related[i].first);
        CHECK(known.related[i].table == outputs.related[i].table);
    }

    recording one(album_table()), other(album_table());
    title(one);
    one.value(text_wire("a"));
    one.compare(lookup::exact);
    one.filter();
    one.limit(4);
    title(other);
    other.value(text_wire("b"));
    other.compare(lookup::exact);
    other.filter();
    other.slice(1, std::nullopt);
    query first(album_table()), second(album_table());
    first.filter(eq(title(), s("a"))).limit(4);
    second.filter(eq(title(), s("b"))).slice(1, std::nullopt);
    for (const auto how : {set_operation::union_, set_operation::union_all, set_operation::intersection, set_operation::difference}) {
        recording both = one;
        const recording* const others[] = {&other};
        both.combine(how, others);
        both.column(at<>(album::title));
        both.term();
        both.order_by(1);
        both.limit(2);
        query direct = first;
        direct.combine(how, {second}).order_by({by(title())}).limit(2);
        recording listed = both;
        listed.select();
        require_statement(listed, select(direct));
        recording counted = both;
        counted.count();
        require_statement(counted, select_count(direct));
        CHECK_THROWS_AS(both.filter(), vinyl::usage_error);
    }
}

TEST_CASE("what is wanted of recorded rows") {
    const auto refine = [](recording& rows) {
        title(rows);
        rows.value(text_wire("a"));
        rows.compare(lookup::iexact);
        rows.filter();
    };
    for (const int limits : {0, 1, 2, 3}) {
        INFO("limits " << limits);
        recording rows(album_table());
        refine(rows);
        query q(album_table());
        q.filter(compare(lookup::iexact, title(), s("a")));
        if (limits == 1) {
            rows.slice(3, 9);
            q.slice(3, 9);
        } else if (limits == 2) {
            rows.offset(UINT64_MAX);
            q.offset(UINT64_MAX);
        } else if (limits == 3) {
            rows.limit(7);
            q.limit(7);
        }
        const auto wanted = [&](auto&& want, const vinyl::statement& statement) {
            recording whole = rows;
            want(whole);
            require_statement(whole, statement);
        };
        wanted([](recording& r) { r.select(); }, select(q));
        wanted([](recording& r) { r.for_get(); }, select(for_get(q)));
        wanted([](recording& r) { r.for_first(); }, select(for_first(q)));
        wanted([](recording& r) { r.for_page(20, 30); }, select(for_page(q, 20, 30)));
        wanted([](recording& r) { r.count(); }, select_count(q));
        wanted([](recording& r) { r.any(); }, select_exists(q));
        const std::string_view names[] = {"n"};
        wanted(
            [&](recording& r) {
                r.aggregate(called::count, {.has_argument = false, .oid = bigint});
                r.aggregates(names);
            },
            select_aggregates(q, {{"n", count_rows()}}));
        if (limits != 0) {
            CHECK_THROWS_AS(recording(rows).for_last(), vinyl::usage_error);
            CHECK_THROWS_AS(recording(rows).reverse(), vinyl::usage_error);
            continue;
        }
        wanted([](recording& r) { r.for_last(); }, select(for_last(q)));
        wanted(
            [](recording& r) {
                title(r);
                r.term(true);
                r.for_earliest(1);
            },
            select(for_earliest(q, {by(title(), true)})));
        wanted(
            [](recording& r) {
                title(r);
                r.term();
                r.for_latest(1);
            },
            select(for_latest(q, {by(title())})));
        wanted([](recording& r) { r.erase(); }, erase(q));
        const column_info* const columns[] = {&album::title, &album::price, &album::live};
        wanted(
            [&](recording& r) {
                r.value(text_wire("b"));
                r.column(at<>(album::price));
                r.value(number_wire(1));
                r.arithmetic(arithmetic_operator::add);
                r.value({boolean, false, std::string(1, '\1')});
                r.update(columns);
            },
            update(q, {{&album::title, s("b")},
                       {&album::price, arithmetic(arithmetic_operator::add, col<>(album::price), n(1))},
                       {&album::live, yes()}}));
    }
}

TEST_CASE("DISTINCT ON and ORDER BY share a parameter where their values are equal, and then only") {
    for (const std::int64_t number : {1, 2}) {
        recording rows(album_table());
        const auto value = [&](std::int64_t otherwise) {
            rows.column(at<>(album::parent_id));
            rows.value(number_wire(otherwise));
            rows.function(called::coalesce, 2, bigint);
        };
        value(1);
        rows.distinct_on(1);
        value(number);
        rows.term();
        rows.order_by(1);
        rows.select();
        query q(album_table());
        q.distinct_on({function(called::coalesce, {col<>(album::parent_id), n(1)}, bigint)});
        q.order_by({by(function(called::coalesce, {col<>(album::parent_id), n(number)}, bigint))});
        require_statement(rows, select(q));
    }
}

TEST_CASE("recorded limits compose as those of a query do") {
    const std::uint64_t numbers[] = {0, 1, 2, 5, 9, UINT64_MAX};
    for (unsigned choices = 0; choices < 6U * 6U * 6U * 6U * 27U; choices += 5) {
        recording rows(album_table());
        query q(album_table());
        unsigned left = choices;
        const auto pick = [&](unsigned of) { return std::exchange(left, left / of) % of; };
        for (int step = 0; step < 3; ++step) {
            const std::uint64_t low = numbers[pick(6)], high = numbers[pick(4) + step];
            switch (pick(3)) {
                case 0: rows.limit(low); q.limit(low); break;
                case 1: rows.offset(low); q.offset(low); break;
                default: rows.slice(low, high); q.slice(low, high); break;
            }
        }
        const query replayed = replay_query(rows);
        INFO("choices " << choices);
        REQUIRE(replayed.is_nothing() == q.is_nothing());
        if (!q.is_nothing()) REQUIRE(select(replayed).parameters == select(q).parameters);
    }
}
