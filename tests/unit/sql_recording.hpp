// What the tests of recordings share: a recording means what the calls mean that it stands for. Replayed, and by way of its
// shape, it gives the same statement.
#pragma once

#include <vinyl/sql/compile.hpp>
#include <vinyl/sql/replay.hpp>

#include "support/catch.hpp"
#include "support/sql_models.hpp"

#include <functional>
#include <utility>

namespace recordings {

using namespace music;

inline vinyl::statement filled_in(const shape& known, std::vector<wire_value>&& values) {
    vinyl::statement made;
    fill_in(made, known, std::move(values));
    return made;
}

inline void require_same(const vinyl::statement& got, const vinyl::statement& wanted) {
    CHECK(got.text == wanted.text);
    CHECK(got.parameters == wanted.parameters);
    CHECK(got.plain_read == wanted.plain_read);
    CHECK(got.keeps_session == wanted.keeps_session);
}

/// What a complete recording is compiled to, in both ways.
inline void require_statement(const recording& recorded, const vinyl::statement& wanted) {
    CHECK(compiled_text(recorded.bytes()) == wanted.text);
    CHECK(compile_at_once(recorded).is_nothing == make_shape(recorded.bytes()).is_nothing);
    if (make_shape(recorded.bytes()).is_nothing) return;  // never sent
    require_same(compile_at_once(recorded).sent, wanted);
    recording again = recorded;
    require_same(filled_in(make_shape(recorded.bytes()), std::move(again.values())), wanted);
}

using say = std::function<void(recording&)>;

/// A condition on albums, alone and under NOT.
inline void require_condition(const say& recorded, const expr& direct) {
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
inline void require_value(const say& recorded, const expr& direct) {
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

inline void title(recording& to) { to.column(at<>(album::title)); }
inline expr title() { return col<>(album::title); }

}  // namespace recordings
