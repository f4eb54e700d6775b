// Rows of iterator(), which are read into the memory of those that the last chunk had.
#include "integration/orm_models.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace shop;

namespace {

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    std::string text;
    std::optional<std::string> label;
    std::optional<double> weight;
    std::vector<std::string> tags;
    bool done = true;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("stream_note"), vinyl::ordering("id"_f)};
};

constexpr int all_notes = 700;

std::optional<std::string> label_of(std::int64_t id) {
    if (id % 3 == 0) return std::nullopt;
    return std::string(static_cast<std::size_t>(id % 50), 'l');
}

void check(const Note& note, std::int64_t id) {
    CAPTURE(id);
    CHECK(note.id == id);
    CHECK(note.text == std::string(static_cast<std::size_t>(id * 7 % 600), 't'));  // with memory that is kept, and that is not
    CHECK(note.label == label_of(id));
    CHECK(note.weight == (id % 2 == 0 ? std::nullopt : std::optional(static_cast<double>(id))));
    CHECK(note.tags == std::vector<std::string>(static_cast<std::size_t>(id % 4), "tag"));
    CHECK(note.done == (id % 5 == 0));
}

}  // namespace

TEST_CASE("T13: rows of iterator() are what the database has, whatever was made of those of the last chunk") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await tests::sql("CREATE SCHEMA IF NOT EXISTS orm");
        co_await tests::sql("DROP TABLE IF EXISTS orm.stream_note");
        co_await tests::sql(
            "CREATE TABLE orm.stream_note AS SELECT g::bigint AS id, repeat('t', g * 7 % 600) AS text, "
            "CASE WHEN g % 3 > 0 THEN repeat('l', g % 50) END AS label, CASE WHEN g % 2 > 0 THEN g::float8 END AS weight, "
            "array_fill('tag'::text, ARRAY[g % 4]) AS tags, g % 5 = 0 AS done FROM generate_series(1, " +
            std::to_string(all_notes) + ") g");
        auto rows = Note::vinyl().iterator(40);
        std::vector<Note> kept;
        std::int64_t id = 0;
        while (Note* const note = co_await rows.next()) {
            check(*note, ++id);
            // what readers do to rows
            if (id % 4 == 0) kept.push_back(std::move(*note));
            else if (id % 4 == 1) note->text = note->text + note->text, note->label = "another", note->weight.reset();
            else if (id % 4 == 2) note->tags.push_back("mine"), note->label.reset(), note->text.clear();
        }
        CHECK(id == all_notes);
        CHECK(kept.size() == all_notes / 4);
        for (std::size_t i = 0; i < kept.size(); ++i) check(kept[i], static_cast<std::int64_t>(i + 1) * 4);

        auto tuples = Note::vinyl().values_list("id"_f, "label"_f).iterator(40);
        id = 0;
        while (auto* const row = co_await tuples.next()) {
            CHECK(std::get<0>(*row) == ++id);
            CHECK(std::get<1>(*row) == label_of(id));
            if (id % 2 == 0) std::get<1>(*row) = "a label that is longer than the ones that there are in the table, by far";
        }
        CHECK(id == all_notes);
    });
}
