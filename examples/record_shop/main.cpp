// The record shop: what a program looks like that uses vinyl.
//
// It makes its tables, fills them from data/albums.csv, prints a report, holds a sale and serves a crowd of customers:
// once in sync mode, where every call returns a value, and once in async mode, where every call is awaited. All functions
// above "The two modes" are written once and serve both. The tables are in models.hpp.
//
//     record_shop                            on a private, throw-away PostgreSQL
//     record_shop --scale 100                with a hundred times as many records and customers
//     record_shop --dsn postgresql:///music  on a database of yours (or DATABASE_URL=postgresql:///music record_shop)
#include "catalogue.hpp"
#include "models.hpp"
#include "printing.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/testing.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/io_context.hpp>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>

using vinyl::decimal, vinyl::dual;

constexpr std::int32_t copies_of_each = 10;

// ------------------------------------------------------------------------------------------------- Opening the shop

/// Makes the tables and fills them, all in one transaction: a shop is open or it is not.
dual<void> open_shop(const std::vector<catalogue_entry>& catalogue) {
    co_await vinyl::schema::drop<Artist, Label, Album, Sale>();
    co_await vinyl::schema::create<Artist, Label, Album, Sale>();

    co_await vinyl::atomic([&]() -> dual<void> {
        std::map<std::string, Artist> artists;
        std::map<std::string, Label> labels;
        for (const catalogue_entry& entry : catalogue) {
            if (!artists.contains(entry.artist))
                artists[entry.artist] =
                    co_await Artist::vinyl().create("name"_f = entry.artist, "country"_f = entry.country);
            if (!labels.contains(entry.label))
                labels[entry.label] = co_await Label::vinyl().create("name"_f = entry.label);

            Album album{.title = entry.title,
                        .artist = artists[entry.artist],
                        .label = labels[entry.label],
                        .genre = entry.genre,
                        .released = entry.released,
                        .price = entry.price,
                        .stock = copies_of_each};
            co_await album.insert();  // album.id is there now
        }
    });
}

dual<void> close_shop() { co_await vinyl::schema::drop<Artist, Label, Album, Sale>(); }

// ------------------------------------------------------------------------------------------------------- The report

/// What is on the shelves. The three questions travel to the server together.
dual<void> print_overview() {
    auto [artists, albums, shelves] = co_await vinyl::gather(
        Artist::vinyl().count(), Album::vinyl().count(),
        Album::vinyl().aggregate("worth"_f = sum("price"_f * "stock"_f), "mean"_f = avg("price"_f)));

    std::cout << "  " << albums << " albums by " << artists << " artists, worth " << money(shelves["worth"_f])
              << "; a record costs " << money(shelves["mean"_f], 0) << " on average\n";
}

/// Conditions cross relations; select_related brings the artist and the label along in the same query.
dual<void> print_bargains() {
    auto bargains = co_await Album::vinyl()
                        .filter("artist__country"_f = "GB", "released__year__lt"_f = 1980, "stock"_f > 0)
                        .select_related("artist"_f, "label"_f)
                        .order_by("price"_f, "title"_f)
                        .limit(5);

    std::cout << "\n  British bargains from before 1980\n";
    for (const Album& album : bargains)
        std::cout << "    " << money(album.price) << "  " << fit(album.title, 34) << fit(album.artist->name, 18)
                  << album.label->name << ", " << int(album.released.year()) << '\n';
}

/// annotate gives every artist values calculated from related rows; filter and order_by may use them.
dual<void> print_favourites() {
    auto favourites = co_await Artist::vinyl()
                          .annotate("n_albums"_f = count("albums"_f), "earliest"_f = min("albums__released"_f),
                                    "cheapest"_f = min("albums__price"_f))
                          .filter("n_albums"_f > 1)
                          .order_by("-n_albums"_f, "name"_f)
                          .limit(5);

    std::cout << "\n  Artists with the most albums\n";
    for (const auto& artist : favourites)
        std::cout << "    " << std::setw(7) << artist["n_albums"_f] << "  " << fit(artist.name, 34) << "since "
                  << int(artist["earliest"_f]->year()) << ", from " << money(artist["cheapest"_f], 0) << '\n';
}

/// values before annotate: GROUP BY.
dual<void> print_genres() {
    auto genres = co_await Album::vinyl()
                      .values("genre"_f)
                      .annotate("n"_f = count(), "mean"_f = avg("price"_f))
                      .order_by("-n"_f, "genre"_f);

    std::cout << "\n  Albums by genre, and what they cost on average\n";
    for (const auto& [genre, n, mean] : genres)
        std::cout << "    " << std::setw(7) << n << "  " << fit(genre, 12) << money(mean) << '\n';
}

dual<void> print_report() {
    co_await print_overview();
    co_await print_bargains();
    co_await print_favourites();
    co_await print_genres();
}

// -------------------------------------------------------------------------------------------------------- The trade

/// 20 % off everything that is older than 1970, in one UPDATE that the database calculates.
dual<std::int64_t> hold_sale() {
    return Album::vinyl().filter("released__year__lt"_f = 1970).update("price"_f = "price"_f * decimal("0.8"));
}

/// A customer looks at three albums, which come together, and picks the one that costs least.
dual<std::int64_t> browse(std::int64_t a, std::int64_t b, std::int64_t c) {
    auto album = Album::vinyl();
    auto [first, second, third] = co_await vinyl::gather(album.get("id"_f = a), album.get("id"_f = b), album.get("id"_f = c));
    const Album& better = first.price <= second.price ? first : second;
    co_return third.price < better.price ? third.id : better.id;
}

/// A customer buys a copy: one transaction, kept as a whole or not at all. False when the album is sold out.
dual<bool> buy(std::int32_t customer, std::int64_t wanted) {
    co_return co_await vinyl::atomic([&]() -> dual<bool> {
        // The condition and the change are one statement, so no two customers get the same copy.
        auto in_stock = Album::vinyl().filter("id"_f = wanted, "stock"_f > 0);
        if (co_await in_stock.update("stock"_f = "stock"_f - 1) == 0) co_return false;

        Album album = co_await Album::vinyl().get("id"_f = wanted);
        co_await album.sales.create("customer"_f = customer, "price"_f = album.price);
        co_return true;
    });
}

/// What was sold, and whether stock and sales add up.
dual<void> print_till(std::int64_t albums) {
    auto [till, left, best] = co_await vinyl::gather(
        Sale::vinyl().aggregate("n"_f = count(), "revenue"_f = sum("price"_f)),
        Album::vinyl().aggregate(sum("stock"_f)),
        Album::vinyl().annotate("sold"_f = count("sales"_f)).order_by("-sold"_f, "title"_f).first());

    const bool adds_up = *left + till["n"_f] == albums * copies_of_each;
    std::cout << "\n  " << till["n"_f] << " records sold for " << money(till["revenue"_f], 0) << ", most of all "
              << best->title << " (" << (*best)["sold"_f] << "); the books " << (adds_up ? "balance" : "DO NOT BALANCE")
              << "\n\n";
}

// ---------------------------------------------------------------------------------------------------- The two modes

enum phase { opening, report, sale, browsing, buying, n_phases };
using timings = std::array<double, n_phases>;  // milliseconds

/// What a customer is interested in: some albums are wanted more than others.
std::int64_t wish(std::int64_t customer, std::int64_t albums) { return 1 + (customer * customer + customer / 7) % albums; }

/// Sync: every call runs where it stands and returns its value.
timings run_sync(const std::vector<catalogue_entry>& catalogue, std::int32_t customers) {
    vinyl::set_async(false);
    timings took{};
    const auto albums = static_cast<std::int64_t>(catalogue.size());
    const auto time = [&](phase which, auto work) {
        const stopwatch watch;
        work();
        took[which] = watch.milliseconds();
    };

    time(opening, [&] { open_shop(catalogue); });
    time(report, [] { print_report(); });
    time(sale, [] { hold_sale(); });
    time(browsing, [&] {
        for (int who = 0; who < customers; ++who) browse(wish(who, albums), wish(who + 1, albums), wish(who + 2, albums));
    });
    time(buying, [&] {
        for (int who = 0; who < customers; ++who) buy(who, wish(who, albums));
    });
    print_till(albums);
    close_shop();
    return took;
}

/// Async: calls are awaited. All customers are in the shop at the same time, as coroutines on this one thread.
timings run_async(const std::vector<catalogue_entry>& catalogue, std::int32_t customers) {
    boost::asio::io_context io(1);
    timings took{};
    const auto albums = static_cast<std::int64_t>(catalogue.size());
    const auto start = [&](auto coroutine) {
        vinyl::spawn(io, std::move(coroutine), [](std::exception_ptr error, auto...) {
            if (error) std::rethrow_exception(error);  // leaves io.run()
        });
    };
    const auto time = [&](phase which, auto work) {
        const stopwatch watch;
        work();
        io.restart();
        io.run();
        took[which] = watch.milliseconds();
    };

    time(opening, [&] { start([&] { return open_shop(catalogue); }); });
    time(report, [&] { start(print_report); });
    time(sale, [&] { start(hold_sale); });
    time(browsing, [&] {
        for (int who = 0; who < customers; ++who)
            start([=] { return browse(wish(who, albums), wish(who + 1, albums), wish(who + 2, albums)); });
    });
    time(buying, [&] {
        for (int who = 0; who < customers; ++who) start([=] { return buy(who, wish(who, albums)); });
    });
    start([&]() -> dual<void> {
        co_await print_till(albums);
        co_await close_shop();
    });
    io.restart();
    io.run();
    return took;
}

// ------------------------------------------------------------------------------------------------------------- main

int main(int argc, char** argv) {
    int scale = 1;
    std::string dsn;
    if (const char* url = std::getenv("DATABASE_URL")) dsn = url;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--scale" && i + 1 < argc) scale = std::max(1, std::atoi(argv[++i]));
        else if (argument == "--dsn" && i + 1 < argc) dsn = argv[++i];
        else {
            std::cerr << "usage: record_shop [--scale N] [--dsn CONNECTION_STRING]\n";
            return 2;
        }
    }

    try {
        std::optional<vinyl::testing::server> own_server;
        if (dsn.empty()) dsn = own_server.emplace().dsn();
        vinyl::connections().add("default", dsn);

        const std::vector<catalogue_entry> catalogue = read_catalogue(VINYL_EXAMPLE_DATA "/albums.csv", scale);
        const std::int32_t customers = 500 * scale;

        std::cout << "== Sync mode ==\n\n";
        const timings sync = run_sync(catalogue, customers);
        std::cout << "== Async mode ==\n\n";
        const timings async = run_async(catalogue, customers);
        vinyl::shutdown();

        const std::string crowd = std::to_string(customers) + " customers ";
        const std::array what{std::string("opening the shop"), std::string("the report"), std::string("the sale"),
                              crowd + "look around", crowd + "buy"};
        std::cout << "== How long it took ==\n\n" << fit("", 32) << "      sync        async\n";
        for (int each = 0; each < n_phases; ++each)
            std::cout << "  " << fit(what[each], 30) << std::fixed << std::setprecision(1) << std::setw(9) << sync[each]
                      << " ms" << std::setw(9) << async[each] << " ms\n";
    } catch (const std::exception& error) {
        std::cerr << "record_shop: " << error.what() << '\n';
        return 1;
    }
}
