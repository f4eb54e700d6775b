// What the generated files use: ask() sends a queryset in the three ways that are compared, or has something else asked, and
// writes down what came back and how many statements that took.
// Kept cheap to compile: all that depends on the type of a queryset is its own methods, and on the type of a row, ask_for().
#pragma once

#include "differential/models.hpp"
#include "differential/written.hpp"

#include <vinyl/date_functions.hpp>
#include <vinyl/functions.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace differential {

using namespace vinyl::functions;
using vinyl::decimal;
using vinyl::dual;

struct question {
    const char* name;
    const char* cpp;         ///< The queryset as vinyl's users write it,
    const char* django;      ///< and as Django's do.
    const char* checksum;    ///< Of the Django side: whether a recorded answer belongs to it.
    bool in_transaction;     ///< One that is undone.
    dual<std::string> (*ask)();
};

std::vector<question> all_questions();
std::vector<question> named_questions();

inline vinyl::date day(int year, unsigned month, unsigned of_month) {
    return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month);
}

template <class Row>
struct row_writer {  // a single value
    static std::string write(const Row& row) { return written(row); }
};
template <class Model>
    requires std::derived_from<Model, vinyl::model<Model>>
struct row_writer<Model> {
    static std::string write(const Model& row) { return std::to_string(row.id); }
};
template <class... T>
std::string written_values(const std::tuple<T...>& values) {
    std::string text;
    std::apply([&](const auto&... each) { (((text += written(each)) += '|'), ...); }, values);
    if (!text.empty()) text.pop_back();
    return text;
}
template <class... T>
struct row_writer<std::tuple<T...>> {
    static std::string write(const std::tuple<T...>& row) { return written_values(row); }
};
template <class... Named>
struct row_writer<vinyl::record<Named...>> {
    static std::string write(const vinyl::record<Named...>& row) { return written_values(row.values); }
};
template <class M, class... Named>
struct row_writer<vinyl::annotated<M, Named...>> {
    static std::string write(const vinyl::annotated<M, Named...>& row) {
        return row_writer<M>::write(row) + "|" + written_values(row.values);
    }
};
template <class T>
struct row_writer<std::optional<T>> {
    static std::string write(const std::optional<T>& row) { return row ? row_writer<T>::write(*row) : "~"; }
};
template <class T>
struct row_writer<std::vector<T>> {
    static std::string write(const std::vector<T>& rows) {
        std::string text = "[";
        for (const T& row : rows) text += (text.size() == 1 ? "" : ",") + row_writer<T>::write(row);
        return text + "]";
    }
};
template <class Key, class T>
struct row_writer<std::map<Key, T>> {
    static std::string write(const std::map<Key, T>& rows) {
        std::string text = "{";
        for (const auto& [key, row] : rows) text += (text.size() == 1 ? "" : ",") + written(key) + ":" + row_writer<T>::write(row);
        return text + "}";
    }
};

/// How many statements were sent since the last call.
std::size_t sent_since_last();

/// In sync mode statements are sent when duals are made, in async mode when they are awaited; these are the sums.
struct counts {
    std::size_t list{}, count{}, exists{};
};

/// "[1 1 1] 2 t 1, 3": the numbers of statements, count(), exists() and the rows.
std::string in_one_line(std::vector<std::string> rows, bool ordered, std::int64_t count, bool exists, const counts& sent);

template <class Row>
dual<std::string> ask_for(dual<std::vector<Row>> rows, dual<std::int64_t> count, dual<bool> exists, counts sent, bool ordered) {
    sent_since_last();
    const std::vector<Row> found = co_await std::move(rows);
    sent.list += sent_since_last();
    const std::int64_t number = co_await std::move(count);
    sent.count += sent_since_last();
    const bool any = co_await std::move(exists);
    sent.exists += sent_since_last();
    std::vector<std::string> texts;
    for (const Row& row : found) texts.push_back(row_writer<Row>::write(row));
    co_return in_one_line(std::move(texts), ordered, number, any, sent);
}

template <class Queryset>
dual<std::string> ask(const Queryset& rows, bool ordered) {
    counts sent;
    sent_since_last();
    auto all = rows.list();  // one after the other, as a call's arguments are not
    sent.list = sent_since_last();
    auto count = rows.count();
    sent.count = sent_since_last();
    auto exists = rows.exists();
    sent.exists = sent_since_last();
    return ask_for<typename Queryset::row_type>(std::move(all), std::move(count), std::move(exists), sent, ordered);
}

}  // namespace differential
