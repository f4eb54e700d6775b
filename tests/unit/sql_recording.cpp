// Recorded expressions: conditions, values, subqueries.
#include "unit/sql_recording.hpp"

#include <vinyl/base/error.hpp>

using namespace recordings;

namespace {

void released_year(recording& to) { to.column(at<>(album::released, parts<transform::year>())); }

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
            to.value(number_wire(2));
            to.value(number_wire(3));
            to.window(1, 1, {frame_unit::rows, frame_place::preceding, frame_place::following, frame_exclusion::ties});
        },
        window(function("RANK", {}),
               {.partition_by = {col<>(album::artist_id)},
                .order = {by(col<>(album::price))},
                .frame = {frame_unit::rows, frame_place::preceding, frame_place::following, frame_exclusion::ties},
                .frame_start = n(2),
                .frame_end = n(3)}));
    require_value(
        [](recording& to) {
            to.column(at<>(album::price));
            to.aggregate("SUM", {});
            to.value(number_wire(1));
            to.window(0, 0, {frame_unit::groups, frame_place::unbounded_preceding, frame_place::preceding, {}});
        },
        window(aggregate("SUM", col<>(album::price)),
               {.partition_by = {},
                .order = {},
                .frame = {frame_unit::groups, frame_place::unbounded_preceding, frame_place::preceding, {}},
                .frame_start = {},
                .frame_end = n(1)}));
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
            to.inner(tracks);
            to.exists();
            to.all_of(2);
        },
        all_of({eq(title(), s("before")), exists(direct)}));
    require_condition(
        [&](recording& to) {
            title(to);
            to.inner(tracks);
            to.in_query();
            before(to);
            to.any_of(2);
        },
        any_of({in_query(title(), direct), eq(title(), s("before"))}));
    require_value([&](recording& to) {
            to.inner(tracks);
            to.subquery(text);
        }, subquery(direct, text));
    require_value([&](recording& to) {
            to.inner(tracks);
            to.array_subquery(text_array);
        }, array_subquery(direct, text_array));

    tracks.limit(0);
    direct.limit(0);
    require_condition([&](recording& to) {
            to.inner(tracks);
            to.exists();
        }, exists(direct));
    require_condition(
        [&](recording& to) {
            title(to);
            to.inner(tracks);
            to.in_query();
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
    require_condition([&](recording& to) {
            to.inner(labels);
            to.exists();
        }, exists(direct));
}

namespace {

void awaited_by(recording& to, const char* is) {
    to.awaited(awaited_expressions(new awaited_expression(is, [](awaited_expression* object) { delete object; })));
}

}  // namespace

TEST_CASE("what queries inside await is recorded later, too, however deep they are") {
    const auto text = [](recording& to, const char* is) {
        to.column(at<>(track::title));
        to.value(text_wire(is));
        to.compare(lookup::exact);
    };
    const auto rows = [&](const char* first, const char* second, bool later) {
        recording made(track_table()), inner(track_table()), innermost(track_table()), last(track_table());
        const auto filter = [&](recording& to, const char* is) {
            to.column(at<>(track::seconds));
            to.value(number_wire(9));
            to.compare(lookup::gt);
            if (later) awaited_by(to, is);
            else text(to, is);
            to.all_of(2);
            to.filter();
        };
        filter(made, first);
        filter(innermost, second);
        innermost.limit(4);
        const recording* one[] = {&innermost};
        inner.combine(set_operation::union_, one);
        filter(last, "third");
        const recording* two[] = {&inner, &last};
        made.combine(set_operation::union_all, two);
        made.limit(2);
        return made;
    };
    const recording direct = rows("a longer text", "b", false), awaiting = rows("a longer text", "b", true);
    recording whole(track_table()), at_once(track_table());
    {
        inner_rows inner(whole, awaiting);
        REQUIRE(inner.awaited() == 3);
        for (int i = 0; i < 3; ++i) text(whole, static_cast<const char*>(inner.next()));
        inner.end();
    }
    at_once.inner(direct);
    CHECK(whole.bytes() == at_once.bytes());
    CHECK(whole.values() == at_once.values());
    CHECK_THROWS_AS(replay_query(awaiting), vinyl::usage_error);
}

TEST_CASE("what is awaited is recorded later, in its place, which copies keep") {
    const auto title = [](recording& to, const char* with) {
        to.column(at<>(track::title));
        to.outer(at<>(album::title));
        to.value(text_wire(with));
        to.function({"CONCAT"}, 2);
        to.compare(lookup::exact);
    };
    const auto tracks = [](const auto& say_title) {
        recording rows(track_table());
        rows.column(at<>(track::seconds));
        rows.value(number_wire(9));
        rows.compare(lookup::gt);
        say_title(rows, "x");
        rows.all_of(2);
        rows.filter();
        rows.none();
        say_title(rows, "y");
        rows.exclude();
        rows.limit(3);
        return rows;
    };
    const auto all_said = [&](recording& to, const recording& rows) {
        inner_rows inner(to, rows);
        REQUIRE(inner.awaited() == 2);
        title(to, static_cast<const char*>(inner.next()));
        title(to, static_cast<const char*>(inner.next()));
        inner.end();
    };
    const recording direct = tracks(title), rows = tracks(awaited_by);
    const recording copy = rows;
    recording moved = tracks(awaited_by);
    moved = recording(std::move(moved));
    for (const recording* const each : {&rows, &copy, static_cast<const recording*>(&moved)}) {
        require_condition(
            [&](recording& to) {
                all_said(to, *each);
                to.exists();
            },
            exists(replay_query(direct)));
        CHECK_THROWS_AS(replay_query(*each), vinyl::usage_error);
    }
    // in a query that is said elsewhere, and in an expression that is
    recording around(album_table());
    around.value(text_wire("before"));
    around.inner(rows);
    around.exists();
    around.one_of(2);
    recording appended(album_table()), at_once(album_table());
    appended.append(around);
    at_once.value(text_wire("before"));
    at_once.inner(direct);
    at_once.exists();
    at_once.one_of(2);
    recording to(album_table());
    all_said(to, around);
    recording same(album_table());
    same.inner(at_once);
    CHECK(to.bytes() == same.bytes());
    CHECK(to.values() == same.values());
    recording later(album_table());
    all_said(later, appended);
    recording appended_at_once(album_table());
    appended_at_once.append(at_once);
    recording same_later(album_table());
    same_later.inner(appended_at_once);
    CHECK(later.bytes() == same_later.bytes());
    CHECK(later.values() == same_later.values());
    // what is not completed was not said
    const std::string bytes(to.bytes());
    const auto values = to.values();
    {
        inner_rows inner(to, rows);
        title(to, static_cast<const char*>(inner.next()));
    }
    CHECK(to.bytes() == bytes);
    CHECK(to.values() == values);
}
