// A query whose shape is known is built, and its statement made, with three allocations at most.

// clang's sanitizers bring an operator new that can not be replaced; g++'s AddressSanitizer runs this test.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OPERATOR_NEW_IS_TAKEN
#endif
#endif
#ifndef OPERATOR_NEW_IS_TAKEN

#include "counted_memory.hpp"

#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/sql/statement_of.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace known_shapes {

using namespace shop;
using vinyl::sql::recording;

void make(recording rows) {
    if (!vinyl::sql::statement_of(rows)) throw std::logic_error("nothing is sent");
}

template <class Rows>
void make(const Rows& rows, void (recording::*wanted)()) {
    recording asked = rows.sql_query();
    (asked.*wanted)();
    make(std::move(asked));
}

/// The allocations of the second call and later ones.
template <class Work>
long allocations_of(Work&& work) {
    vinyl::sql::detail::shapes_are_checked = false;  // compiling afresh takes many
    long most = 0;
    for (int i = 0; i < 3; ++i) {
        const long before = tests::allocations;
        work(i);
        if (i > 0) most = std::max(most, tests::allocations - before);
    }
    vinyl::sql::detail::shapes_are_checked = true;
    return most;
}

}  // namespace known_shapes

TEST_CASE("a query whose shape is known takes three allocations until it is sent") {
    using namespace known_shapes;
    CHECK(allocations_of([](int i) {
              make(Album::vinyl()
                       .filter("rating"_f < i, "artist__country"_f == "US", "title"_f.startswith("A"))
                       .order_by("-released"_f)
                       .limit(10),
                   &recording::select);
          }) <= 3);
    CHECK(allocations_of([](int i) { make(Album::vinyl().filter("id"_f == i), &recording::for_get); }) <= 3);
    CHECK(allocations_of([](int i) {
              make(Artist::vinyl().annotate("n"_f = vinyl::count("albums"_f)).filter("n"_f > i).order_by("-n"_f),
                   &recording::select);
          }) <= 3);
    CHECK(allocations_of([](int i) {
              recording rows = Album::vinyl().filter("id"_f == i).sql_query();
              vinyl::detail::bind_update<vinyl::detail::scope<Album>, Album>(rows, "rating"_f = "rating"_f + 1);
              make(std::move(rows));
          }) <= 3);
    CHECK(allocations_of([](int i) {
              Artist artist;
              artist.id = i + 1;
              const vinyl::statement sent = vinyl::detail::parts_of_insert(artist, 0, 0).insert(vinyl::table_of<Artist>(), nullptr);
              if (sent.parameters.size() != 3) throw std::logic_error("another statement");
          }) <= 3);
}

#endif
