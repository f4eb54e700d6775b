// Reads whatever comes as the text of whichever value type the first byte names, and as JSON of a row. What is read is written
// and read again, and must be the same text the second time.
#include <vinyl/base/error.hpp>
#include <vinyl/json.hpp>
#include <vinyl/model.hpp>

#include <boost/json/parse.hpp>

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

struct Row : vinyl::model<Row> {
    std::int64_t id{};
    vinyl::timestamp moment{};
    vinyl::decimal price;
    std::vector<std::byte> bytes;
    std::vector<vinyl::range<vinyl::date>> days;
    std::optional<vinyl::foreign_key<Row>> parent;
};

namespace {

template <class T>
void read(std::string_view text) {
    std::string first;
    try {
        first = vinyl::to_string(vinyl::from_string<T>(text));
    } catch (const vinyl::data_error&) {
        return;
    }
    if (vinyl::to_string(vinyl::from_string<T>(first)) != first) std::abort();
}

void read_json(std::string_view text) {
    boost::json::error_code problem;
    const boost::json::value value = boost::json::parse({text.data(), text.size()}, problem);
    if (problem) return;
    try {
        const auto first = vinyl::to_json(vinyl::from_json<Row>(value));
        if (vinyl::to_json(vinyl::from_json<Row>(first)) != first) std::abort();
    } catch (const vinyl::data_error&) {
    }
}

constexpr void (*readers[])(std::string_view) = {read<vinyl::date>,
                                                 read<vinyl::wide_date>,
                                                 read<vinyl::timestamp>,
                                                 read<vinyl::local_timestamp>,
                                                 read<vinyl::interval>,
                                                 read<vinyl::time_of_day>,
                                                 read<vinyl::decimal>,
                                                 read<vinyl::uuid>,
                                                 read<vinyl::range<vinyl::timestamp>>,
                                                 read<vinyl::range<vinyl::decimal>>,
                                                 read_json};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    readers[data[0] % std::size(readers)]({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
