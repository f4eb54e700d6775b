// The blocks of docs/async.md.
#include "documentation/music.hpp"

#include <vinyl/io/sleep.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <coroutine>
#include <exception>
#include <future>
#include <iostream>
#include <thread>
#include <vector>

// docs: async_fixed_namespace
namespace jobs {
using namespace vinyl::literals;
vinyl::sync_mode vinyl_mode(vinyl::every_model);       // declared, not defined

struct Job : vinyl::model<Job> {
    std::int64_t id{};
    std::string name;
};

inline std::int64_t add(std::string name) {
    Job::vinyl().create("name"_f = std::move(name));    // a Job
    return Job::vinyl().count();                        // a std::int64_t, also when it is returned or kept by auto
}
}  // namespace jobs
// docs: end

namespace documentation {

TEST_CASE("async: models of one mode") {
    in_the_shop_sync([] {
        vinyl::schema::create<jobs::Job>().get();
        vinyl::set_async(true, vinyl::this_thread);
        CHECK(jobs::add("backup") == 1);
        CHECK(jobs::add("mail") == 2);
        vinyl::set_async(std::nullopt, vinyl::this_thread);
        vinyl::schema::drop<jobs::Job>().get();
    });
}

TEST_CASE("async: the modes") {
    in_the_shop_sync([] {
        {
            // docs: async_sync_value
            std::int64_t n = Album::vinyl().count();                       // a value
            std::vector<Album> albums = Album::vinyl().filter("price"_f < 10);
            auto title = Album::vinyl().get("id"_f = 1)->title;            // -> and * work on the result
            if (auto first = Album::vinyl().first()) title = first->title; // an optional result: through to what it holds
            // docs: end
            CHECK(n == 4);
            CHECK(albums.size() == 2);
            CHECK(title == "Kind of Blue");
        }
        // docs: async_switch
        vinyl::set_async(true);                                    // the process's default; initially sync
        vinyl::set_async(false, vinyl::this_thread);               // this thread only; std::nullopt follows the process again
        {
            vinyl::async_scope scope(true);                        // until the end of the scope
            bool async = vinyl::is_async();
            // docs: end
            CHECK(async);
            // docs: async_switch
        }
        // docs: end
        vinyl::set_async(std::nullopt, vinyl::this_thread);
        vinyl::set_async(false);
    });
}

TEST_CASE("async: gather in sync mode, and silence") {
    in_the_shop_sync([] {
        // docs: async_gather_sync
        auto [n, dearest] = vinyl::gather(Album::vinyl().count(), Album::vinyl().latest("price"_f));
        // docs: end
        CHECK(n == 4);
        CHECK(dearest.title == "Hounds of Love");
        const Artist artist = *Album::vinyl().get("id"_f = 1)->artist();
        CHECK(artist.name == "Miles Davis");
        // docs: async_blocking
        vinyl::set_blocking_await_handler([](const char*) {});     // silence; the argument names the call
        // docs: end
        CHECK(vinyl::set_blocking_await_handler(nullptr) != nullptr);
    });
}

TEST_CASE("async: awaiting in a coroutine") {
    in_the_shop_async([]() -> asio::awaitable<void> {
        // docs: async_await
        std::int64_t n = co_await Album::vinyl().count();
        std::vector<Album> albums = co_await Album::vinyl().filter("price"_f < 10);   // a queryset is awaitable
        Album album = co_await Album::vinyl().get("id"_f = 1);
        // docs: end
        CHECK(n == 4);
        CHECK(albums.size() == 2);
        CHECK(album.title == "Kind of Blue");
    });
}

TEST_CASE("async: spawn and tokens") {
    in_the_shop_sync([] {
        std::int64_t counted = 0;
        // docs: async_spawn
        asio::io_context io;
        vinyl::spawn(io, [&]() -> asio::awaitable<void> {
            counted = co_await Album::vinyl().count();
        }, asio::detached);
        io.run();
        // docs: end
        CHECK(counted == 4);
        io.restart();
        vinyl::spawn(io, [&]() -> asio::awaitable<void> {
            // docs: async_tokens
            Album::vinyl().count()([](std::exception_ptr error, std::int64_t n) {      // a callback
                if (!error) std::cout << n << '\n';
            });
            auto [error, n] = co_await Album::vinyl().count()(asio::as_tuple(asio::use_awaitable));   // no exceptions
            // docs: end
            CHECK(!error);
            CHECK(n == 4);
        }, asio::detached);
        io.run();
    });
}

TEST_CASE("async: a fixed mode") {
    in_the_shop_sync([] {
        // docs: async_fixed
        std::int64_t n = Album::vinyl().sync().count();            // exactly std::int64_t, whatever the mode
        auto counting = Album::vinyl().async().count();            // only awaitable: reading it does not compile
        // docs: end
        CHECK(n == 4);
        tests::run_async([&]() -> asio::awaitable<void> { CHECK((co_await std::move(counting).to_dual()) == 4); });
    });
}

// docs: async_coroutine
vinyl::dual<decimal> total_of(Artist artist) {
    auto albums = co_await artist.albums();
    decimal total;
    for (const Album& album : albums) total += album.price;
    co_return total;
}
// docs: end

// docs: async_later
auto share_of_cheap() {
    return vinyl::later([](std::int64_t cheap, std::int64_t all) { return 100.0 * cheap / all; },
                        Album::vinyl().filter("price"_f < 10).count(), Album::vinyl().count());
}
// docs: end

TEST_CASE("async: universal functions") {
    in_the_shop(
        []() -> vinyl::dual<void> {
            Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
            CHECK((co_await total_of(miles)) == decimal("22.49"));
            CHECK((co_await share_of_cheap()) == 50.0);
            // docs: async_gather
            auto [n, dearest, cheap] = co_await vinyl::gather(
                Album::vinyl().count(), Album::vinyl().latest("price"_f), Album::vinyl().filter("price"_f < 10));
            // docs: end
            CHECK(n == 4);
            CHECK(dearest.title == "Hounds of Love");
            CHECK(cheap.size() == 2);
        },
        tests::statements::may_differ);
}

TEST_CASE("async: many coroutines") {
    in_the_shop_sync([] {
        std::int64_t seen = 0;
        // docs: async_many
        asio::io_context io;
        for (std::int64_t id = 1; id <= 4; ++id)
            vinyl::spawn(io, [id, &seen]() -> asio::awaitable<void> {
                Album album = co_await Album::vinyl().get("id"_f = id);    // all four are under way at the same time
                if (album.id == id) ++seen;
            }, asio::detached);
        io.run();
        // docs: end
        CHECK(seen == 4);
    });
}

TEST_CASE("async: threads") {
    in_the_shop_sync([] {
        std::atomic<std::int64_t> seen = 0;
        {
            // docs: async_threads
            std::vector<std::jthread> threads;
            for (std::int64_t id = 1; id <= 4; ++id)
                threads.emplace_back([id, &seen] {                         // sync mode in as many threads as you like
                    if (Album::vinyl().get("id"_f = id)->id == id) ++seen;
                });
            // docs: end
        }
        CHECK(seen == 4);
    });
}

TEST_CASE("async: cancellation") {
    in_the_shop_sync([] {
        asio::io_context io;
        bool cancelled = false;
        // docs: async_cancel
        asio::cancellation_signal stop;
        vinyl::spawn(io, []() -> asio::awaitable<void> {
            co_await vinyl::atomic([]() -> asio::awaitable<void> {
                co_await Album::vinyl().filter("price"_f < 10).erase();
                co_await vinyl::io::sleep_for(1h);
            });                                                    // cancelled in here: rolled back, the connection is fine
        }, asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr error) { cancelled = error != nullptr; }));
        // docs: end
        asio::steady_timer later(io, 200ms);
        later.async_wait([&](auto) {
            // docs: async_cancel
            stop.emit(asio::cancellation_type::terminal);
            // docs: end
        });
        io.run();
        CHECK(cancelled);
        CHECK(Album::vinyl().count() == 4);
    });
}

// docs: async_own
/// A coroutine type of your own: nothing but the standard's requirements.
struct task {
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

task count_albums(std::promise<std::int64_t>& result) {
    result.set_value(co_await Album::vinyl().async().count());
}
// docs: end

TEST_CASE("async: a coroutine type of one's own") {
    in_the_shop_sync([] {
        std::promise<std::int64_t> counted;
        count_albums(counted);
        CHECK(counted.get_future().get() == 4);
    });
}

TEST_CASE("async: a forgotten co_await") {
    in_the_shop_async([]() -> asio::awaitable<void> {
        std::string said;
        try {
            // docs: async_not_awaited
            auto albums = Album::vinyl().filter("price"_f < 10);
            for (const Album& album : albums) std::cout << album.title;    // async mode: throws vinyl::not_awaited
            // docs: end
        } catch (const vinyl::not_awaited& error) {
            said = error.what();
        }
        CHECK_THAT(said, Catch::Matchers::Contains("Album.list()"));
        CHECK(quotes("README.md", said));
        co_return;
    });
}

}  // namespace documentation
