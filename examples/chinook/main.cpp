// Chinook: vinyl on tables that it did not make. A store that sells music by the track, with its customers and employees.
//
// It runs the questions of store.hpp and prints what they found, once in sync mode and once in async mode, and both print the
// same. The models are in models.hpp; ../data/chinook is the database as it would be found.
//
//     chinook                               on a private, throw-away PostgreSQL, with a small extract of the data
//     chinook --dsn postgresql:///chinook   on a Chinook of yours (its edition with serial keys); it is left as it was
#include "store.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/testing.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

using vinyl::dual;
using namespace std::chrono_literals;

// -------------------------------------------------------------------------------------------- The database as it is

/// Runs a file of SQL statements, each of which ends with a semicolon at the end of a line.
dual<void> run_file(std::string path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("can not read " + path);
    std::string text;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("--")) continue;
        text += line + '\n';
        if (!line.ends_with(';')) continue;
        vinyl::statement sent;
        sent.text = std::exchange(text, {});
        co_await vinyl::db::execute("default", std::move(sent));
    }
}

dual<void> make_database() {
    co_await vinyl::atomic([]() -> dual<void> {
        co_await run_file(VINYL_EXAMPLE_DATA "/chinook/schema.sql");
        co_await run_file(VINYL_EXAMPLE_DATA "/chinook/rows.sql");
    });
}

/// Whether the models say what the tables are. Throws with all that differs.
dual<void> compare_models() {
    const auto differences = co_await vinyl::schema::check<Artist, Album, Genre, MediaType, Track, Playlist,
                                                           PlaylistTrack, Employee, Customer, Invoice, InvoiceLine>();
    std::string all;
    for (const vinyl::schema::difference& each : differences) all += "\n  " + each.text();
    if (!all.empty()) throw std::runtime_error("the models are not what the database is:" + all);
}

// ------------------------------------------------------------------------------------------------------ What is told

std::string text_of(const std::optional<std::string>& value) { return value.value_or("-"); }
std::string money(const std::optional<vinyl::decimal>& amount) { return amount ? amount->round(2).to_string() : "-"; }
std::string full_name(const Employee& who) { return who.first_name + ' ' + who.last_name; }

/// Behind a text, as many spaces as make it so wide: characters count, not bytes.
std::string fit(std::string text, std::size_t width) {
    const auto characters = static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
    return text.append(characters < width ? width - characters : 1, ' ');
}

/// "One, by U2 (Achtung Baby)": of a track that came with its album and artist.
std::string described(const Track& track) {
    if (!track.album) return track.name;
    const Album& album = **track.album;
    return track.name + ", by " + text_of(album.artist->name) + " (" + album.title + ')';
}

dual<void> tell_customers(std::ostream& out) {
    std::vector<std::string> words;
    for (const char* word : {"brian", "rock"}) words.emplace_back(word);
    const auto found = co_await store::search(words, 1, 3);
    out << "  Search for \"brian rock\": " << found.rows.size() << " of " << found.total << '\n';
    for (const Track& track : found.rows) out << "    " << described(track) << '\n';

    out << "\n  The playlist \"90's Music\"\n";
    const auto contents = co_await store::contents("90's Music");
    for (const Track& track : contents)
        out << "    " << fit(track.genre ? text_of((**track.genre).name) : "", 10) << described(track) << '\n';

    auto customer = co_await Customer::vinyl().order_by("customer_id"_f).first();
    if (!customer) co_return;
    out << "\n  Invoices of " << customer->first_name << ' ' << customer->last_name << ", "
        << text_of(customer->home->city) << '\n';
    const auto bills = co_await store::bills_of(*customer);
    for (const store::bill& bill : bills) {
        const auto day = std::chrono::floor<std::chrono::days>(bill.invoice.invoice_date);
        const std::chrono::year_month_day date{day};
        out << "    " << int(date.year()) << '-' << std::setfill('0') << std::setw(2) << unsigned(date.month()) << '-'
            << std::setw(2) << unsigned(date.day()) << std::setfill(' ') << "  " << money(bill.invoice.total) << '\n';
        for (const InvoiceLine& line : bill.lines) out << "      " << described(*line.track) << '\n';
    }
}

dual<void> tell_office(std::ostream& out) {
    out << "\n  Sold most\n";
    const auto best = co_await store::top_sellers(5);
    for (const auto& track : best)
        out << "    " << *track["sold"_f] << "  " << fit(money(track["revenue"_f]), 8) << track.name << '\n';
    const std::int64_t unsold = co_await store::never_sold();
    out << "    and " << unsold << " tracks that nobody bought\n";

    out << "\n  Customers by country\n";
    const auto countries = co_await store::customers_by_country();
    for (const auto& row : countries)
        out << "    " << fit(text_of(row["home__country"_f]), 18) << row["customers"_f] << "  " << money(row["spent"_f])
            << '\n';

    out << "\n  Revenue by month\n";
    const auto months = co_await store::revenue_by_month();
    for (const auto& [year, month, invoices, revenue] : months)
        out << "    " << year << '-' << std::setfill('0') << std::setw(2) << month << std::setfill(' ') << "  "
            << invoices << "  " << money(revenue) << '\n';

    out << "\n  Sales by employee\n";
    const auto sales = co_await store::sales_by_employee();
    for (const auto& employee : sales)
        out << "    " << fit(full_name(employee), 18) << money(employee["spent"_f]) << '\n';

    auto boss = co_await Employee::vinyl().filter("manager"_f.is_null()).order_by("employee_id"_f).first();
    if (!boss) co_return;
    out << "\n  " << full_name(*boss) << ", " << text_of(boss->title) << ", and those below\n";
    const auto below = co_await store::everybody_below(*boss);
    for (const auto& [level, employee] : below)
        out << "    " << std::string(2 * static_cast<std::size_t>(level), ' ') << full_name(employee) << ", "
            << text_of(employee.title) << '\n';
    if (below.empty()) co_return;
    const auto above = co_await store::chain_above(below.back().second);
    out << "    " << full_name(below.back().second) << " reports to";
    for (const Employee& manager : above)
        out << (&manager == &above.front() ? " " : ", who reports to ") << full_name(manager);
    out << '\n';
}

/// Buys, fails to buy, and takes it all back. Throws when something is not as it should be.
dual<void> trade(std::ostream& out) {
    const auto expect = [](bool holds, const char* what) {
        if (!holds) throw std::runtime_error(std::string("not as it should be: ") + what);
    };
    const std::int64_t before = co_await Invoice::vinyl().count();
    Customer customer = *co_await Customer::vinyl().order_by("-customer_id"_f).first();
    const auto tracks = co_await Track::vinyl().order_by("track_id"_f).limit(3);
    std::vector<std::int32_t> wanted;
    vinyl::decimal price;
    for (const Track& track : tracks) {
        wanted.push_back(track.track_id);
        price += track.unit_price;
    }
    const vinyl::local_timestamp now(std::chrono::local_days(2026y / 1 / 2) + 15h);
    const Invoice order = co_await store::place_order(customer, wanted, now);
    Invoice stored = co_await Invoice::vinyl().get("invoice_id"_f = order.invoice_id);
    const std::int64_t lines = co_await stored.lines().count();
    expect(stored.total == price && lines == 3, "the order's total and lines");
    expect(stored.billing->city == customer.home->city, "where the invoice goes");
    out << "\n  An order of 3 tracks, in all " << money(stored.total);

    wanted.push_back(-1);  // there is no such track
    bool refused = false;
    try {
        co_await store::place_order(customer, wanted, now);
    } catch (const Track::does_not_exist&) {
        refused = true;
    }
    const std::int64_t after = co_await Invoice::vinyl().count();
    expect(refused && after == before + 1, "an order that failed leaves nothing behind");
    out << "; one with an unknown track was refused as a whole";

    co_await store::cancel_order(stored);
    const std::int64_t end = co_await Invoice::vinyl().count();
    expect(end == before, "a cancelled order is gone");

    Playlist mine = co_await Playlist::vinyl().create("name"_f = "My own");
    Playlist other = co_await Playlist::vinyl().create("name"_f = "Another");
    for (const Playlist* list : {&mine, &other}) {
        const bool added = co_await store::add_to_playlist(list->playlist_id, wanted[0]);
        const bool again = co_await store::add_to_playlist(list->playlist_id, wanted[0]);
        expect(added && !again, "a track is in a playlist once");
    }
    const bool removed = co_await store::remove_from_playlist(mine.playlist_id, wanted[0]);
    const std::int64_t left = co_await other.entries().count();
    expect(removed && left == 1, "a track goes from one playlist only");
    out << "; a track is in a playlist once\n\n";
    co_await other.entries().erase();
    co_await mine.erase();
    co_await other.erase();
}

dual<void> tell_everything(std::ostream& out) {
    co_await tell_customers(out);
    co_await tell_office(out);
    co_await trade(out);
}

// ---------------------------------------------------------------------------------------------------- The two modes

std::string in_sync_mode() {
    vinyl::set_async(false);
    std::ostringstream out;
    tell_everything(out);  // has run when it returns
    return out.str();
}

std::string in_async_mode() {
    boost::asio::io_context io(1);
    std::ostringstream out;
    vinyl::spawn(
        io, [&] { return tell_everything(out); },
        [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);  // leaves io.run()
        });
    io.run();
    return out.str();
}

int main(int argc, char** argv) {
    std::string dsn;
    if (argc == 3 && std::string_view(argv[1]) == "--dsn") dsn = argv[2];
    else if (argc != 1) {
        std::cerr << "usage: chinook [--dsn CONNECTION_STRING]\n";
        return 2;
    }
    try {
        std::optional<vinyl::testing::server> own_server;
        if (dsn.empty()) dsn = own_server.emplace().dsn();
        vinyl::connections().add("default", dsn);
        if (own_server) make_database();
        compare_models();

        const std::string sync = in_sync_mode();
        const std::string async = in_async_mode();
        vinyl::shutdown();
        std::cout << "== Chinook ==\n\n" << sync;
        if (async != sync) throw std::runtime_error("async mode told something else:\n" + async);
        std::cout << "Sync mode and async mode told the same.\n";
    } catch (const std::exception& error) {
        std::cerr << "chinook: " << error.what() << '\n';
        return 1;
    }
}
