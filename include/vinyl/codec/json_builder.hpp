// What Boost.JSON's parser calls while it reads; builds the value, and reads its floating-point numbers exactly.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/types/parse_double.hpp>

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>

namespace vinyl::detail {

/// A handler for boost::json::basic_parser. Boost.JSON's own one takes numbers of more than 64 bits from its parser, which
/// before Boost 1.83 may be wrong in the last digit; this one reads them from their text.
class json_builder {
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;

public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    bool on_document_begin(error_code&) {
        values_.reset();
        return true;
    }
    bool on_document_end(error_code&) noexcept { return true; }
    bool on_object_begin(error_code&) noexcept { return true; }
    bool on_object_end(std::size_t members, error_code&) {
        values_.push_object(members);
        return true;
    }
    bool on_array_begin(error_code&) noexcept { return true; }
    bool on_array_end(std::size_t elements, error_code&) {
        values_.push_array(elements);
        return true;
    }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        values_.push_chars(part);
        return true;
    }
    bool on_key(string_view last_part, std::size_t, error_code&) {
        values_.push_key(last_part);
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        values_.push_chars(part);
        return true;
    }
    bool on_string(string_view last_part, std::size_t, error_code&) {
        values_.push_string(last_part);
        return true;
    }
    bool on_number_part(string_view part, error_code&) {
        number_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, string_view, error_code&) {
        number_.clear();
        values_.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, string_view, error_code&) {
        number_.clear();
        values_.push_uint64(value);
        return true;
    }
    bool on_double(double value, string_view last_part, error_code&) {
        number_.append(last_part.data(), last_part.size());
        double exact = 0;
        if (parse_double(number_.data(), number_.data() + number_.size(), exact) != std::errc())
            exact = value;  // the parser knows zero from infinity
        if (!std::isfinite(exact))
            throw_malformed("jsonb", "it holds a number that is too large for a double", number_.size());
        values_.push_double(exact);
        number_.clear();
        return true;
    }
    bool on_bool(bool value, error_code&) {
        values_.push_bool(value);
        return true;
    }
    bool on_null(error_code&) {
        values_.push_null();
        return true;
    }
    bool on_comment_part(string_view, error_code&) noexcept { return true; }
    bool on_comment(string_view, error_code&) noexcept { return true; }

    /// The value, once. @pre the document has ended without an error
    [[nodiscard]] boost::json::value take() { return values_.release(); }

private:
    boost::json::value_stack values_;
    std::string number_;
};

}  // namespace vinyl::detail
