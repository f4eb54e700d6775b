// What the store asks and does. Each function is written once and serves both modes.
#pragma once

#include "models.hpp"

#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace store {

using vinyl::decimal, vinyl::dual;

// ------------------------------------------------------------------------------------------------------ For customers

/// One page of the tracks with all of the words, and how many there are: each word stands somewhere in the track's name, the
/// album's title, or the name of the artist or composer.
inline dual<vinyl::page<Track>> search(const std::vector<std::string>& words, std::int64_t page,
                                       std::int64_t per_page) {
    vinyl::condition<Track> wanted;
    for (const std::string& word : words)
        wanted = wanted && ("name"_f.icontains(word) || "album__title"_f.icontains(word) ||
                            "album__artist__name"_f.icontains(word) || "composer"_f.icontains(word));
    return Track::vinyl()
        .filter(wanted)
        .select_related("album__artist"_f)
        .order_by("name"_f, "track_id"_f)
        .page(page, per_page);
}

/// What is in a playlist, by its name.
inline dual<std::vector<Track>> contents(const std::string& playlist) {
    return Track::vinyl()
        .filter("entries__playlist__name"_f = playlist)
        .select_related("album__artist"_f, "genre"_f)
        .order_by("album__artist__name"_f, "name"_f)
        .list();
}

/// Puts a track into a playlist. False when it is there already.
inline dual<bool> add_to_playlist(std::int32_t playlist, std::int32_t track) {
    try {
        co_await PlaylistTrack::vinyl().create("playlist"_f = playlist, "track"_f = track);
        co_return true;
    } catch (const vinyl::unique_violation&) {  // of the primary key
        co_return false;
    }
}

/// Takes a track out of a playlist, and out of no other. False when it was not in it.
inline dual<bool> remove_from_playlist(std::int32_t playlist, std::int32_t track) {
    auto entry = co_await PlaylistTrack::vinyl().get_or_none("playlist"_f = playlist, "track"_f = track);
    if (!entry) co_return false;
    co_await entry->erase();
    co_return true;
}

/// A customer's invoices, the newest first, each with what was bought.
struct bill {
    Invoice invoice;
    std::vector<InvoiceLine> lines;
};
inline dual<std::vector<bill>> bills_of(Customer customer) {
    // Two queries for all invoices, not one for each, and they travel together.
    auto invoices = customer.invoices().order_by("-invoice_date"_f, "-invoice_id"_f);
    auto lines = InvoiceLine::vinyl()
                     .filter("invoice__customer"_f = customer)
                     .select_related("track__album__artist"_f)
                     .order_by("invoice_line_id"_f);
    auto [found, bought] = co_await vinyl::gather(invoices.list(), lines.list());

    std::vector<bill> bills;
    for (Invoice& invoice : found) {
        bill& made = bills.emplace_back();
        for (const InvoiceLine& line : bought)
            if (line.invoice.id() == invoice.invoice_id) made.lines.push_back(line);
        made.invoice = std::move(invoice);
    }
    co_return bills;
}

/// An order: an invoice with a line for each track, at today's price. One transaction, kept as a whole or not at all: a track
/// that does not exist throws Track::does_not_exist, and there is no invoice.
inline dual<Invoice> place_order(Customer customer, std::vector<std::int32_t> tracks, vinyl::local_timestamp now) {
    co_return co_await vinyl::atomic([&]() -> dual<Invoice> {
        Invoice invoice{.customer = customer, .invoice_date = now, .billing = customer.home};
        co_await invoice.insert();  // invoice.invoice_id is there now
        for (const std::int32_t wanted : tracks) {
            const Track track = co_await Track::vinyl().get("track_id"_f = wanted);
            co_await invoice.lines.create("track"_f = track, "unit_price"_f = track.unit_price, "quantity"_f = 1);
            invoice.total += track.unit_price;
        }
        co_await invoice.update("total"_f = invoice.total);
        co_return invoice;
    });
}

/// The invoice and its lines go.
inline dual<void> cancel_order(Invoice invoice) {
    co_await vinyl::atomic([&]() -> dual<void> {
        co_await invoice.lines().erase();
        co_await invoice.erase();
    });
}

// ------------------------------------------------------------------------------------------------------ For the office

/// The tracks that were bought most.
inline auto top_sellers(std::uint64_t most) {
    return Track::vinyl()
        .annotate("sold"_f = sum("sales__quantity"_f), "revenue"_f = sum("sales__unit_price"_f * "sales__quantity"_f))
        .filter("sold"_f > 0)
        .order_by("-sold"_f, "name"_f)
        .limit(most);
}

/// What nobody bought yet.
inline dual<std::int64_t> never_sold() {
    return Track::vinyl().filter(!exists(InvoiceLine::vinyl().filter("track"_f == "track_id"_outer))).count();
}

/// Customers by country: how many, and what they spent.
inline auto customers_by_country() {
    return Customer::vinyl()
        .values("home__country"_f)
        .annotate("customers"_f = count("customer_id"_f).distinct(), "spent"_f = sum("invoices__total"_f))
        .order_by("spent"_f.desc().nulls_last(), "home__country"_f);
}

/// Revenue by month: year, month, number of invoices, sum.
inline auto revenue_by_month() {
    return Invoice::vinyl()
        .values("year"_f = "invoice_date__year"_f, "month"_f = "invoice_date__month"_f)
        .annotate("invoices"_f = count(), "revenue"_f = sum("total"_f))
        .order_by("year"_f, "month"_f);
}

/// Everybody below an employee, level by level, with the levels: one query for each level, however wide it is.
inline dual<std::vector<std::pair<int, Employee>>> everybody_below(Employee boss) {
    std::vector<std::pair<int, Employee>> all;
    std::vector<std::int32_t> above(1, boss.employee_id);
    for (int level = 1; !above.empty(); ++level) {
        auto reports = co_await Employee::vinyl().filter("manager"_f.in(above)).order_by("last_name"_f);
        above.clear();
        for (Employee& report : reports) {
            above.push_back(report.employee_id);
            all.emplace_back(level, std::move(report));
        }
    }
    co_return all;
}

/// Those above an employee, from the next to the last.
inline dual<std::vector<Employee>> chain_above(Employee employee) {
    std::vector<Employee> chain;
    for (Employee at = std::move(employee); at.manager;) {
        Employee manager = co_await (*at.manager)();
        chain.push_back(manager);
        at = std::move(manager);
    }
    co_return chain;
}

/// What the customers of each employee spent.
inline auto sales_by_employee() {
    return Employee::vinyl()
        .annotate("spent"_f = sum("customers__invoices__total"_f))
        .filter("spent"_f.is_null(false))
        .order_by("-spent"_f);
}

}  // namespace store
