// Decodes whatever comes as whichever column type the first byte names; the second decides which type the column claims
// to have. What decodes is encoded and decoded again, and must be the same bytes the second time.
#include <vinyl/base/error.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/codec/tsvector.hpp>
#include <vinyl/jsonb.hpp>

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using vinyl::codec;

enum class small : std::uint8_t { none, some };
enum class color { red, green };

}  // namespace

template <>
struct vinyl::enum_storage<color> : vinyl::stored_by_name<"text"> {};

namespace {

template <class T>
void decode(std::string_view bytes, std::uint32_t type) {
    std::optional<T> value;
    try {
        value.emplace(codec<T>::decode(bytes, type));
    } catch (const vinyl::data_error&) {
        return;
    }
    std::string first;
    try {
        codec<T>::encode(*value, first);
    } catch (const vinyl::data_error&) {
        return;  // what C++ can hold and the SQL type can not
    }
    std::string second;
    codec<T>::encode(codec<T>::decode(first, 0), second);
    if (first != second) std::abort();
}

constexpr void (*decoders[])(std::string_view, std::uint32_t) = {
    decode<bool>,
    decode<std::int16_t>,
    decode<std::int32_t>,
    decode<std::int64_t>,
    decode<float>,
    decode<double>,
    decode<std::string>,
    decode<std::vector<std::byte>>,
    decode<vinyl::date>,
    decode<vinyl::wide_date>,
    decode<vinyl::time_of_day>,
    decode<vinyl::timestamp>,
    decode<vinyl::local_timestamp>,
    decode<vinyl::interval>,
    decode<vinyl::decimal>,
    decode<vinyl::uuid>,
    decode<small>,
    decode<color>,
    decode<vinyl::json>,
    decode<vinyl::jsonb_of<std::vector<std::string>>>,
    decode<vinyl::hstore>,
    decode<vinyl::tsvector>,
    decode<vinyl::range<std::int32_t>>,
    decode<vinyl::range<std::int64_t>>,
    decode<vinyl::range<vinyl::decimal>>,
    decode<vinyl::range<vinyl::date>>,
    decode<vinyl::range<vinyl::timestamp>>,
    decode<std::vector<bool>>,
    decode<std::vector<std::int32_t>>,
    decode<std::vector<std::int64_t>>,
    decode<std::vector<std::string>>,
    decode<std::vector<std::optional<std::string>>>,
    decode<std::vector<std::optional<vinyl::decimal>>>,
    decode<std::vector<std::vector<std::int64_t>>>,
    decode<std::vector<std::vector<std::vector<std::optional<std::int16_t>>>>>,
    decode<std::vector<vinyl::range<std::int32_t>>>,
    decode<std::vector<vinyl::json>>,
    decode<std::vector<std::vector<std::byte>>>,
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint32_t types[] = {0,
                                       vinyl::oid::smallint,
                                       vinyl::oid::integer,
                                       vinyl::oid::bigint,
                                       vinyl::oid::oid,
                                       vinyl::oid::real,
                                       vinyl::oid::numeric,
                                       vinyl::oid::json,
                                       vinyl::oid::first_user_defined};
    if (size < 2) return 0;
    // a copy of the exact size, so that a sanitizer sees every read beyond it
    const std::unique_ptr<char[]> bytes(new char[size - 2]);
    for (std::size_t i = 2; i < size; ++i) bytes[i - 2] = static_cast<char>(data[i]);
    decoders[data[0] % std::size(decoders)]({bytes.get(), size - 2}, types[data[1] % std::size(types)]);
    return 0;
}
