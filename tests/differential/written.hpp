// Values as text, the same as written() of ask_django.py makes of Django's.
#pragma once

#include <vinyl/types/all.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace differential {

std::string written(double value);
std::string written(float value);
template <std::integral T>
std::string written(T value) {
    return std::to_string(value);
}
inline std::string written(bool value) { return value ? "t" : "f"; }
inline std::string written(const std::string& value) { return value; }
std::string written(const vinyl::decimal& value);
std::string written(const vinyl::date& value);
std::string written(const vinyl::timestamp& value);
std::string written(const vinyl::local_timestamp& value);
std::string written(const vinyl::time_of_day& value);
std::string written(const vinyl::interval& value);
std::string written(const vinyl::uuid& value);
std::string written(const vinyl::json& value);
std::string written(const vinyl::hstore& value);
std::string written(const std::vector<std::byte>& value);
// declared before they are defined, since each may hold the others
template <class T>
std::string written(const std::optional<T>& value);
template <class T>
std::string written(const std::vector<T>& value);
template <class T>
std::string written(const vinyl::range<T>& value);

template <class T>
std::string written(const std::optional<T>& value) {
    return value ? written(*value) : "~";
}
template <class T>
std::string written(const std::vector<T>& value) {
    std::string text = "[";
    for (const T& each : value) text += (text.size() == 1 ? "" : ",") + written(each);
    return text + "]";
}
template <class T>
std::string written(const vinyl::range<T>& value) {
    if (value.empty()) return "empty";
    return (value.lower_inclusive() ? "[" : "(") + (value.lower() ? written(*value.lower()) : "") + "," +
           (value.upper() ? written(*value.upper()) : "") + (value.upper_inclusive() ? "]" : ")");
}

}  // namespace differential
