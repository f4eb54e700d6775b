// What the generated files use: ask() sends a queryset in the three ways that are compared and writes down what came back.
// Kept cheap to compile: all that depends on the type of a queryset is its own methods, and on the type of a row, ask_for().
#pragma once

#include "differential/models.hpp"

#include <vinyl/vinyl.hpp>

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace differential {

using vinyl::decimal;
using vinyl::dual;

struct answer {
    std::vector<std::string> rows;
    std::int64_t count{};
    bool exists{};
};

struct question {
    const char* cpp;       ///< The queryset as vinyl's users write it,
    const char* django;    ///< and as Django's do.
    const char* checksum;  ///< Of the Django side: whether a recorded answer belongs to it.
    bool ordered;          ///< Whether the order of the rows is determined.
    dual<answer> (*ask)();
};

std::vector<question> all_questions();

inline vinyl::date day(int year, unsigned month, unsigned of_month) {
    return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month);
}

// Values as ask_django.py writes them, too.
std::string written(double value);
inline std::string written(std::int64_t value) { return std::to_string(value); }
inline std::string written(std::int32_t value) { return std::to_string(value); }
inline std::string written(bool value) { return value ? "t" : "f"; }
inline std::string written(const std::string& value) { return value; }
std::string written(const vinyl::decimal& value);
std::string written(const vinyl::date& value);
template <class T>
std::string written(const std::optional<T>& value) {
    return value ? written(*value) : "~";
}

template <class Row>
struct row_writer {  // a model
    static std::string write(const Row& row) { return std::to_string(row.id); }
};
template <class... T>
struct row_writer<std::tuple<T...>> {
    static std::string write(const std::tuple<T...>& row) {
        std::string text;
        std::apply([&](const auto&... each) { ((text += (text.empty() ? "" : "|") + written(each)), ...); }, row);
        return text;
    }
};
template <class M, class... Named>
struct row_writer<vinyl::annotated<M, Named...>> {
    static std::string write(const vinyl::annotated<M, Named...>& row) {
        std::string text = std::to_string(row.id);
        std::apply([&](const auto&... each) { ((text += "|" + written(each)), ...); }, row.values);
        return text;
    }
};

template <class Row>
dual<answer> ask_for(dual<std::vector<Row>> rows, dual<std::int64_t> count, dual<bool> exists) {
    answer given;
    const std::vector<Row> found = co_await std::move(rows);
    for (const Row& row : found) given.rows.push_back(row_writer<Row>::write(row));
    given.count = co_await std::move(count);
    given.exists = co_await std::move(exists);
    co_return given;
}

template <class Queryset>
dual<answer> ask(const Queryset& rows) {
    auto all = rows.list();  // one after the other, as a call's arguments are not
    auto count = rows.count();
    auto exists = rows.exists();
    return ask_for<typename Queryset::row_type>(std::move(all), std::move(count), std::move(exists));
}

}  // namespace differential
