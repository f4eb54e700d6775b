// How long it takes to build a query and compile it to a statement, without any database.
//
//     g++ -std=c++20 -O2 -I include -I tests benchmarks/sql_build.cpp -o sql_build && ./sql_build
#include "support/sql_models.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace {

using namespace music;

template <class Make>
void measure(const char* what, Make make) {
    using clock = std::chrono::steady_clock;
    std::size_t length = 0;
    double best = 1e9;
    // Short rounds, of which the best counts: what other programs do on the machine disturbs only some of them.
    for (int round = 0; round < 3'000; ++round) {
        constexpr int times = 100;
        const auto start = clock::now();
        for (int i = 0; i < times; ++i) length += make(i).text.size();
        const std::chrono::duration<double, std::nano> taken = clock::now() - start;
        best = std::min(best, taken.count() / times);
    }
    std::printf("%-44s %8.0f ns   (%zu)\n", what, best, length);
}

}  // namespace

int main() {
    measure("SELECT one by key", [](int i) {
        query q = albums();
        q.filter(eq(col<>(album::id), n(i)));
        q.limit(21);
        return select(q);
    });
    measure("SELECT with a join and two conditions", [](int i) {
        query q = albums();
        q.filter(all_of({compare(lookup::icontains, col<&album::artist>(artist::name), s("miles")),
                         gt(col<>(album::id), n(i))}));
        q.order_by({by(col<>(album::title))});
        q.limit(10);
        return select(q);
    });
    measure("SELECT with an annotated count", [](int i) {
        query q = artists();
        q.annotate("n", aggregate(called::count, rel<&artist::albums>()));
        q.filter(gt(annotation("n"), n(i)));
        return select(q);
    });
    measure("COUNT with NOT EXISTS", [](int i) {
        query q = artists();
        q.exclude(eq(col<&artist::albums>(album::id), n(i)));
        return select_count(q);
    });
    measure("INSERT of one row", [](int i) {
        static const column_info* columns[] = {&album::title, &album::artist_id, &album::released};
        static const column_info* returning[] = {&album::id};
        std::vector<wire_value> values{text_wire("Kind of Blue"), number_wire(i), text_wire("1959")};
        return insert_one(album_table(), columns, std::move(values), returning);
    });
}
