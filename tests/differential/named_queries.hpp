// What the files that named.py makes use: values of all types, and ask() of what asks the database itself.
#pragma once

#include "differential/concerts.hpp"
#include "differential/queries.hpp"

#include <vinyl/hstore.hpp>
#include <vinyl/search.hpp>
#include <vinyl/trigram.hpp>
#include <vinyl/unaccent.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace differential {

using namespace std::chrono_literals;
using vinyl::interval;
using vinyl::json;
using vinyl::range;
using vinyl::time_of_day;
using vinyl::timestamp;
using vinyl::uuid;

using texts = std::vector<std::optional<std::string>>;
using numbers = std::vector<std::optional<std::int32_t>>;
using ids = std::vector<std::int64_t>;

/// An instant, in UTC.
timestamp at(int year, unsigned month, unsigned of_month, int hour = 0, int minute = 0, int second = 0, int microsecond = 0);
json parsed(std::string_view text);
std::vector<std::byte> bytes(std::string_view text);

template <>
struct row_writer<Performance> {
    static std::string write(const Performance& row) {
        return std::to_string(row.concert.id()) + "-" + std::to_string(row.artist.id());
    }
};

template <class T>
dual<std::string> ask_value(dual<T> asked, std::size_t sent) {
    sent_since_last();
    const std::string text = row_writer<T>::write(co_await std::move(asked));
    co_return "[" + std::to_string(sent + sent_since_last()) + "] " + text;
}

template <class T>
dual<std::string> ask(dual<T> asked, bool) {
    return ask_value(std::move(asked), sent_since_last());
}

}  // namespace differential
