// jsonb_of<T>: jsonb by way of boost::json::value_from and value_to.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/json.hpp>
#include <vinyl/types/jsonb_of.hpp>

#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace vinyl {

template <class T>
struct codec<jsonb_of<T>> {
    static_assert(boost::json::has_value_from<T>::value && boost::json::has_value_to<T>::value,
                  "vinyl::jsonb_of<T>: T must be convertible to and from JSON: describe it with BOOST_DESCRIBE_STRUCT, "
                  "or give it tag_invoke overloads for boost::json::value_from and value_to");

    static constexpr std::uint32_t oid = oid::jsonb;
    static constexpr std::uint32_t array_oid = oid::jsonb_array;
    static constexpr std::string_view sql_type = "jsonb";

    static void encode(const jsonb_of<T>& value, std::string& out) {
        detail::append_json(boost::json::value_from(*value), out);
    }

    [[nodiscard]] static jsonb_of<T> decode(std::string_view bytes, std::uint32_t type) {
        const json parsed = detail::parse_json<json>(bytes, type);
        try {
            return boost::json::value_to<T>(parsed);
        } catch (const std::exception& problem) {
            detail::throw_malformed("jsonb", std::string("it does not fit the C++ type: ") + problem.what(),
                                    bytes.size());
        }
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return codec<json>::accepts(type); }
};

}  // namespace vinyl
