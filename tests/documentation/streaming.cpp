// The blocks of docs/streaming.md.
#include "documentation/music.hpp"

namespace documentation {

TEST_CASE("streaming: a loop") {
    in_the_shop_sync([] {
        std::int64_t seconds = 0;
        // docs: streaming_loop
        for (const Track& track : Track::vinyl().iterator()) seconds += track.seconds;
        // docs: end
        CHECK(seconds > 0);
    });
}

TEST_CASE("streaming: next()") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::int64_t seconds = 0;
        // docs: streaming_next
        auto rows = Track::vinyl().order_by("id"_f).iterator();
        while (Track* track = co_await rows.next()) seconds += track->seconds;
        // docs: end
        CHECK(seconds > 0);
        CHECK(co_await rows.next() == nullptr);
    });
}

TEST_CASE("streaming: chunks of other kinds of rows") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::string report;
        // docs: streaming_chunk
        auto titles = Album::vinyl().values_list("title"_f, "artist__name"_f).iterator(500);
        while (auto* row = co_await titles.next()) {
            const auto& [title, artist] = *row;
            report += title + " by " + artist + "\n";
        }
        // docs: end
        CHECK(report.find("Kind of Blue by Miles Davis\n") != std::string::npos);
    });
}

TEST_CASE("streaming: queries between the chunks of a cursor") {
    in_the_shop([]() -> vinyl::dual<void> {
        const auto before = co_await Album::vinyl().filter("price"_f > 10).count();
        // docs: streaming_atomic
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            auto albums = Album::vinyl().filter("price"_f > 10).iterator(100);
            while (Album* album = co_await albums.next()) co_await album->update("price"_f = "price"_f - 1);
        });
        // docs: end
        CHECK(before > 0);
        CHECK_FALSE(vinyl::in_atomic());
    });
}

TEST_CASE("streaming: an error comes behind the rows before it") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::string why;
        // docs: streaming_error
        std::int64_t done = 0;
        auto ratios = Album::vinyl().order_by().values_list("id"_f, 100 / ("id"_f - 2)).iterator();
        try {
            while (co_await ratios.next() != nullptr) ++done;
        } catch (const vinyl::data_error& error) {     // at the album whose id is 2
            why = error.message();                     // "division by zero"; `done` is 1
        }
        // docs: end
        CHECK(why == "division by zero");
        CHECK(done == 1);
    });
}

}  // namespace documentation
