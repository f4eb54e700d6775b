// Recorded queries, and what is wanted of them.
#include "unit/sql_recording.hpp"

#include <vinyl/base/error.hpp>

using namespace recordings;

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
    rows.clear_ordering();
    q.clear_ordering();
    same();
}

TEST_CASE("recorded related rows, locks and set operations") {
    recording rows(album_table());
    query q(album_table());
    const relation_info* const to_label[] = {&album::artist, &artist::label};
    const vinyl::list_view<const relation_info* const> of[] = {vinyl::list_view(to_label).first(1)};
    rows.select_related(to_label);
    const column_info* const read[] = {&artist::name};
    rows.load_only(vinyl::list_view(to_label).first(1), read);
    rows.lock(lock_strength::update, lock_wait::skip_locked, of, true);
    q.select_related(to_label).load_only(vinyl::list_view(to_label).first(1), {&artist::name});
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
    for (const auto how :
         {set_operation::union_, set_operation::union_all, set_operation::intersection, set_operation::difference}) {
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
                case 0:
                    rows.limit(low);
                    q.limit(low);
                    break;
                case 1:
                    rows.offset(low);
                    q.offset(low);
                    break;
                default:
                    rows.slice(low, high);
                    q.slice(low, high);
                    break;
            }
        }
        const query replayed = replay_query(rows);
        INFO("choices " << choices);
        REQUIRE(replayed.is_nothing() == q.is_nothing());
        if (!q.is_nothing()) REQUIRE(select(replayed).parameters == select(q).parameters);
    }
}
