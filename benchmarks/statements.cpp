// What a query costs before it is sent: recorded, and its statement made, in nanoseconds and allocations. No server is needed.
// Of a shape that is known, of one that is asked for the first time, and of one that had to go meanwhile.
//
//     vinyl_benchmark_statements
#include "catalogue.hpp"
#include "contest.hpp"

#include <vinyl/functions.hpp>
#include <vinyl/sql/statement_of.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

namespace {
std::atomic<long> allocations{0};
}

[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace benchmark;
using vinyl::sql::recording;

constexpr double most_nanoseconds = 1'000, most_allocations = 3, most_nanoseconds_at_first = 8'000;

/// The statement of a complete recording, as a terminal call makes it.
void make(recording rows) {
    auto sent = vinyl::sql::statement_of(rows);
    checksum += sent->text.size() + sent->parameters.size();
}

template <class Rows>
recording asked(const Rows& rows, void (recording::*wanted)()) {
    recording asked = rows.sql_query();
    (asked.*wanted)();
    return asked;
}

recording reference_query() {
    return asked(Album::vinyl()
                     .filter("price"_f < 10, "artist__country"_f == "C1", "title"_f.startswith("Album"))
                     .order_by("-released"_f)
                     .limit(10),
                 &recording::select);
}

void measure(const char* what, double most, double most_allocated, int times, void (*work)(int)) {
    for (int i = 0; i < times; ++i) work(-1 - i);
    const long before = allocations.load();
    double best = 1e9;
    constexpr int rounds = 50;
    for (int round = 0; round < rounds; ++round) {  // what other programs do on the machine disturbs only some of them
        const double begin = seconds(CLOCK_MONOTONIC);
        for (int i = 0; i < times; ++i) work(round * times + i);
        best = std::min(best, (seconds(CLOCK_MONOTONIC) - begin) / times * 1e9);
    }
    const double allocated = static_cast<double>(allocations.load() - before) / rounds / times;
    std::printf("  %-46s %6.0f ns (%.0f)", what, best, most);
    goals.add("statements", what, "ns", best, most, best <= most);
    if (most_allocated > 0) {
        std::printf("  %5.1f allocations (%.0f)", allocated, most_allocated);
        goals.add("statements", what, "allocations", allocated, most_allocated, allocated <= most_allocated + 0.05);
    }
    std::printf("\n");
}

void known(const char* what, void (*work)(int)) { measure(what, most_nanoseconds, most_allocations, 1'000, work); }

}  // namespace

int main() {
    steady_the_machine();
    std::printf("Record a query and make its statement\n");
    known("3 filters, join, ordering, limit", [](int) { make(reference_query()); });
    known("one by key", [](int n) { make(asked(World::vinyl().filter("id"_f == n), &recording::for_get)); });
    known("annotate and group by", [](int n) {
        make(asked(Artist::vinyl().annotate("n"_f = vinyl::count("albums"_f)).filter("n"_f > n).order_by("-n"_f),
                   &recording::select));
    });
    known("functions, in a condition, a value and the order", [](int n) {
        make(asked(Album::vinyl()
                       .annotate("shown"_f = coalesce("label"_f, upper("title"_f)), "whole"_f = round("price"_f * 1.19, 2))
                       .filter(length("title"_f) > n)
                       .order_by(case_(when("price"_f > 12, 1)).otherwise(2)),
                   &recording::select));
    });
    known("a subquery in a condition and one as a value", [](int n) {
        const auto of_artist = Album::vinyl().filter("artist"_f = "id"_outer);
        make(asked(Artist::vinyl()
                       .filter(exists(of_artist.filter("price"_f > n)))
                       .annotate("newest"_f = of_artist.order_by("-released"_f).limit(1).values("title"_f)),
                   &recording::select));
    });
    known("a window that is filtered by", [](int n) {
        make(asked(Album::vinyl()
                       .annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-price"_f)))
                       .filter("place"_f <= n),
                   &recording::select));
    });
    known("update with an expression", [](int n) {
        recording rows = Album::vinyl().filter("id"_f == n).sql_query();
        vinyl::detail::bind_update<vinyl::detail::scope<Album>, Album>(rows, "rating"_f = "rating"_f + 1);
        make(std::move(rows));
    });
    known("insert", [](int n) {
        World world;
        world.id = n;
        const vinyl::statement sent = vinyl::detail::parts_of_insert(world, 0, 0).insert(vinyl::table_of<World>(), nullptr);
        checksum += sent.text.size() + sent.parameters.size();
    });
    measure("3 filters, join, ordering, limit: first use", most_nanoseconds_at_first, 0, 500, [](int) {
        vinyl::sql::forget_shapes();
        make(reference_query());
    });
    std::printf("\n");
    known("copy of a queryset, refined and asked", [](int) {
        static const auto rows = Album::vinyl().filter("price"_f < 10);
        make(asked(rows.order_by("-released"_f), &recording::select));
    });
    goals.print();
    return checksum == 0 ? 1 : 0;
}
