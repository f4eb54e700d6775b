// A plug-in with a model of its own, SHELF's table, which is asked for once: the texts that are kept point at what is in here.
#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <string>

namespace {

using namespace vinyl::literals;

struct Shelf : vinyl::model<Shelf> {
    std::int64_t id{};
    std::string label;

    static constexpr vinyl::meta meta{vinyl::table(SHELF)};
};

}  // namespace

extern "C" __attribute__((visibility("default"))) void append_text(std::string& to) {
    vinyl::sql::recording rows = Shelf::vinyl().filter("label"_f = "jazz").sql_query();
    rows.select();
    to += vinyl::sql::statement_of(rows)->text;
}
