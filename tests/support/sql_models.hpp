// Hand-made table descriptions for the tests of sql/, and short ways to write paths, values and conditions on them.
//
//     label 1--* artist 1--* album 1--* track       artist.label may be null
//     album *--* genre (through album_genre)        album.parent: album or null (album.editions is its other side)
//     sleeve 1--1 album                             album.sleeve may be missing
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/known_lookups.hpp>
#include <vinyl/model/path_tail.hpp>
#include <vinyl/sql/compile.hpp>
#include <vinyl/sql/query.hpp>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// The lookups of expr/ beside those that sql/ has itself.
namespace vinyl::sql::lookup {
inline constexpr const lookup_info& gt = vinyl::lookup<"gt">.info();
inline constexpr const lookup_info& gte = vinyl::lookup<"gte">.info();
inline constexpr const lookup_info& lt = vinyl::lookup<"lt">.info();
inline constexpr const lookup_info& lte = vinyl::lookup<"lte">.info();
inline constexpr const lookup_info& iexact = vinyl::lookup<"iexact">.info();
inline constexpr const lookup_info& contains = vinyl::lookup<"contains">.second().info();
inline constexpr const lookup_info& icontains = vinyl::lookup<"icontains">.info();
inline constexpr const lookup_info& startswith = vinyl::lookup<"startswith">.info();
inline constexpr const lookup_info& istartswith = vinyl::lookup<"istartswith">.info();
inline constexpr const lookup_info& endswith = vinyl::lookup<"endswith">.info();
inline constexpr const lookup_info& iendswith = vinyl::lookup<"iendswith">.info();
inline constexpr const lookup_info& regex = vinyl::lookup<"regex">.info();
inline constexpr const lookup_info& iregex = vinyl::lookup<"iregex">.info();
inline constexpr const lookup_info& array_contains = vinyl::lookup<"contains">.first().info();
inline constexpr const lookup_info& contained_by = vinyl::lookup<"contained_by">.first().info();
inline constexpr const lookup_info& overlap = vinyl::lookup<"overlap">.info();
inline constexpr const lookup_info& has_key = vinyl::lookup<"has_key">.info();
inline constexpr const lookup_info& has_keys = vinyl::lookup<"has_keys">.info();
inline constexpr const lookup_info& has_any_keys = vinyl::lookup<"has_any_keys">.info();
inline constexpr const lookup_info& fully_lt = vinyl::lookup<"fully_lt">.info();
inline constexpr const lookup_info& fully_gt = vinyl::lookup<"fully_gt">.info();
inline constexpr const lookup_info& adjacent_to = vinyl::lookup<"adjacent_to">.info();
inline constexpr const lookup_info* all[] = {
    &exact,       &distinct_from, &not_distinct_from, &gt,           &gte,     &lt,      &lte,          &iexact,   &contains,
    &icontains,   &startswith,    &istartswith,       &endswith,     &iendswith, &regex, &iregex,       &array_contains,
    &contained_by, &overlap,      &has_key,           &has_keys,     &has_any_keys, &fully_lt, &fully_gt, &adjacent_to};
}  // namespace vinyl::sql::lookup

namespace music {

/// The transforms of expr/.
namespace transform {
inline constexpr const vinyl::sql::transform_info& year = vinyl::detail::transform_info_of<"year">;
inline constexpr const vinyl::sql::transform_info& iso_year = vinyl::detail::transform_info_of<"iso_year">;
inline constexpr const vinyl::sql::transform_info& quarter = vinyl::detail::transform_info_of<"quarter">;
inline constexpr const vinyl::sql::transform_info& month = vinyl::detail::transform_info_of<"month">;
inline constexpr const vinyl::sql::transform_info& week = vinyl::detail::transform_info_of<"week">;
inline constexpr const vinyl::sql::transform_info& day = vinyl::detail::transform_info_of<"day">;
inline constexpr const vinyl::sql::transform_info& week_day = vinyl::detail::transform_info_of<"week_day">;
inline constexpr const vinyl::sql::transform_info& iso_week_day = vinyl::detail::transform_info_of<"iso_week_day">;
inline constexpr const vinyl::sql::transform_info& hour = vinyl::detail::transform_info_of<"hour">;
inline constexpr const vinyl::sql::transform_info& minute = vinyl::detail::transform_info_of<"minute">;
inline constexpr const vinyl::sql::transform_info& second = vinyl::detail::transform_info_of<"second">;
inline constexpr const vinyl::sql::transform_info& date = vinyl::detail::transform_info_of<"date">;
inline constexpr const vinyl::sql::transform_info& time = vinyl::detail::transform_info_of<"time">;
inline constexpr const vinyl::sql::transform_info& lower = vinyl::detail::transform_info_of<"lower">;
inline constexpr const vinyl::sql::transform_info& upper = vinyl::detail::transform_info_of<"upper">;
inline constexpr const vinyl::sql::transform_info& length = vinyl::detail::transform_info_of<"length">;
}  // namespace transform

using vinyl::wire_value;
using namespace vinyl::sql;

inline constexpr std::uint32_t boolean = 16, bigint = 20, integer = 23, text = 25, date = 1082, timestamptz = 1184, float8 = 701;
inline constexpr std::uint32_t bigint_array = 1016, text_array = 1009, integer_array = 1007;

/// The columns of a relation by one column.
template <vinyl::fixed_string Local, vinyl::fixed_string Remote>
inline constexpr column_pair joined[]{{Local.view(), Remote.view()}};

/// The key of a table: its first column.
template <auto const& Columns>
inline constexpr const column_info* first_column[]{&Columns[0]};

/// A key of one column, as update_by_key() and erase_by_key() take it.
class one_key {
public:
    explicit one_key(wire_value key) : values_{std::move(key)} {}
    operator vinyl::list_view<wire_value>() && { return values_; }

private:
    std::array<wire_value, 1> values_;
};

constexpr column_info key_column() {
    return {.field = "id", .name = "id", .oid = bigint, .type = "bigint", .primary_key = true, .identity = true};
}

const table_info& label_table();
const table_info& artist_table();
const table_info& album_table();
const table_info& track_table();
const table_info& genre_table();
const table_info& album_genre_table();
const table_info& sleeve_table();

/// Functions and aggregates whose facts matter to sql/.
namespace called {
inline constexpr vinyl::sql::function_info coalesce{"COALESCE", {.gives_one_of_them = true}};
inline constexpr vinyl::sql::function_info greatest{"GREATEST", {.gives_one_of_them = true}};
inline constexpr vinyl::sql::function_info lower{"LOWER", {.is_strict = true}};
inline constexpr vinyl::sql::function_info upper{"UPPER", {.is_strict = true}};
inline constexpr vinyl::sql::function_info jsonb_extract_path{"jsonb_extract_path", {.is_strict = true}};
inline constexpr vinyl::sql::function_info jsonb_extract_path_text{"jsonb_extract_path_text", {.is_strict = true}};
inline constexpr vinyl::sql::function_info nextval{"nextval", {.has_effects = true}};
inline constexpr vinyl::sql::aggregate_info count{"COUNT", {.never_null = true}};
inline constexpr vinyl::sql::aggregate_info min{"MIN", {.gives_one_of_them = true, .ignores_repeats = true}};
inline constexpr vinyl::sql::aggregate_info max{"MAX", {.gives_one_of_them = true, .ignores_repeats = true}};
}  // namespace called

namespace label {
inline constexpr column_info columns[] = {key_column(), {.field = "name", .name = "name", .oid = text, .type = "text"}};
inline constexpr auto& id = columns[0];
inline constexpr auto& name = columns[1];
inline constexpr relation_info relations[] = {{"artists", relation_kind::reverse_foreign_key, &artist_table, joined<"id", "label_id">, true}};
inline constexpr auto& artists = relations[0];
}  // namespace label

namespace artist {
inline constexpr column_info columns[] = {
    key_column(),
    {.field = "name", .name = "name", .oid = text, .type = "text"},
    {.field = "country", .name = "country", .oid = text, .type = "text", .nullable = true},
    {.field = "label", .name = "label_id", .oid = bigint, .type = "bigint", .nullable = true}};
inline constexpr auto& id = columns[0];
inline constexpr auto& name = columns[1];
inline constexpr auto& country = columns[2];
inline constexpr auto& label_id = columns[3];
inline constexpr relation_info relations[] = {
    {"label", relation_kind::foreign_key, &label_table, joined<"label_id", "id">, true},
    {"albums", relation_kind::reverse_foreign_key, &album_table, joined<"id", "artist_id">, true}};
inline constexpr auto& label = relations[0];
inline constexpr auto& albums = relations[1];
}  // namespace artist

namespace album {
inline constexpr column_info columns[] = {
    key_column(),
    {.field = "title", .name = "title", .oid = text, .type = "text"},
    {.field = "artist", .name = "artist_id", .oid = bigint, .type = "bigint"},
    {.field = "released", .name = "released", .oid = date, .type = "date"},
    {.field = "price", .name = "price", .oid = float8, .type = "double precision", .nullable = true},
    {.field = "live", .name = "live", .oid = boolean, .type = "boolean"},
    {.field = "parent", .name = "parent_id", .oid = bigint, .type = "bigint", .nullable = true}};
inline constexpr auto& id = columns[0];
inline constexpr auto& title = columns[1];
inline constexpr auto& artist_id = columns[2];
inline constexpr auto& released = columns[3];
inline constexpr auto& price = columns[4];
inline constexpr auto& live = columns[5];
inline constexpr auto& parent_id = columns[6];
inline constexpr relation_info relations[] = {
    {"artist", relation_kind::foreign_key, &artist_table, joined<"artist_id", "id">, false},
    {"parent", relation_kind::foreign_key, &album_table, joined<"parent_id", "id">, true},
    {"tracks", relation_kind::reverse_foreign_key, &track_table, joined<"id", "album_id">, true},
    {"editions", relation_kind::reverse_foreign_key, &album_table, joined<"id", "parent_id">, true},
    {"genre_links", relation_kind::reverse_foreign_key, &album_genre_table, joined<"id", "album_id">, true},
    {"sleeve", relation_kind::reverse_one_to_one, &sleeve_table, joined<"id", "album_id">, true}};
inline constexpr auto& artist = relations[0];
inline constexpr auto& parent = relations[1];
inline constexpr auto& tracks = relations[2];
inline constexpr auto& editions = relations[3];
inline constexpr auto& genre_links = relations[4];
inline constexpr auto& sleeve = relations[5];
}  // namespace album

namespace track {
inline constexpr column_info columns[] = {
    key_column(),
    {.field = "album", .name = "album_id", .oid = bigint, .type = "bigint"},
    {.field = "title", .name = "title", .oid = text, .type = "text"},
    {.field = "seconds", .name = "seconds", .oid = integer, .type = "integer", .nullable = true},
    {.field = "played", .name = "played", .oid = timestamptz, .type = "timestamp with time zone", .nullable = true}};
inline constexpr auto& id = columns[0];
inline constexpr auto& album_id = columns[1];
inline constexpr auto& title = columns[2];
inline constexpr auto& seconds = columns[3];
inline constexpr auto& played = columns[4];
inline constexpr relation_info relations[] = {{"album", relation_kind::foreign_key, &album_table, joined<"album_id", "id">, false}};
inline constexpr auto& album = relations[0];
inline constexpr const relation_info* to_album[] = {&album};
inline constexpr const relation_info* to_artist[] = {&album, &music::album::artist};
}  // namespace track

namespace genre {
inline constexpr column_info columns[] = {key_column(), {.field = "name", .name = "name", .oid = text, .type = "text"}};
inline constexpr auto& id = columns[0];
inline constexpr auto& name = columns[1];
inline constexpr relation_info relations[] = {
    {"album_links", relation_kind::reverse_foreign_key, &album_genre_table, joined<"id", "genre_id">, true}};
inline constexpr auto& album_links = relations[0];
}  // namespace genre

namespace album_genre {
inline constexpr column_info columns[] = {
    key_column(),
    {.field = "album", .name = "album_id", .oid = bigint, .type = "bigint"},
    {.field = "genre", .name = "genre_id", .oid = bigint, .type = "bigint"}};
inline constexpr relation_info relations[] = {
    {"album", relation_kind::foreign_key, &album_table, joined<"album_id", "id">, false},
    {"genre", relation_kind::foreign_key, &genre_table, joined<"genre_id", "id">, false}};
inline constexpr auto& album = relations[0];
inline constexpr auto& genre = relations[1];
}  // namespace album_genre

namespace sleeve {
inline constexpr column_info columns[] = {
    key_column(),
    {.field = "album", .name = "album_id", .oid = bigint, .type = "bigint"},
    {.field = "colour", .name = "colour", .oid = text, .type = "text"}};
inline constexpr auto& colour = columns[2];
inline constexpr relation_info relations[] = {{"album", relation_kind::one_to_one, &album_table, joined<"album_id", "id">, false}};
}  // namespace sleeve

inline vinyl::list_view<const path_order> artist_ordering() {
    static constexpr path_order order[] = {{path{{}, &artist::name, {}}, false}};
    return order;
}
inline vinyl::list_view<const path_order> track_ordering() {
    static constexpr path_order order[] = {{path{track::to_artist, nullptr, {}}, false}, {path{{}, &track::id, {}}, true}};
    return order;
}

inline const table_info& label_table() {
    static constexpr table_info table{"Label", "", "label", label::columns, label::relations, first_column<label::columns>, nullptr};
    return table;
}
inline const table_info& artist_table() {
    static constexpr table_info table{"Artist", "", "artist", artist::columns, artist::relations, first_column<artist::columns>, &artist_ordering};
    return table;
}
inline const table_info& album_table() {
    static constexpr table_info table{"Album", "", "album", album::columns, album::relations, first_column<album::columns>, nullptr};
    return table;
}
inline const table_info& track_table() {
    static constexpr table_info table{"Track", "", "track", track::columns, track::relations, first_column<track::columns>, &track_ordering};
    return table;
}
inline const table_info& genre_table() {
    static constexpr table_info table{"Genre", "", "genre", genre::columns, genre::relations, first_column<genre::columns>, nullptr};
    return table;
}
inline const table_info& album_genre_table() {
    static constexpr table_info table{"AlbumGenre", "", "album_genre", album_genre::columns, album_genre::relations, first_column<album_genre::columns>, nullptr};
    return table;
}
inline const table_info& sleeve_table() {
    static constexpr table_info table{"Sleeve", "", "sleeve", sleeve::columns, sleeve::relations, first_column<sleeve::columns>, nullptr};
    return table;
}

/// The tables as DDL, in an order in which they can be created.
inline constexpr std::string_view schema = R"(
CREATE TABLE label (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE artist (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, country text,
                     label_id bigint REFERENCES label);
CREATE TABLE album (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, title text NOT NULL,
                    artist_id bigint NOT NULL REFERENCES artist, released date NOT NULL, price double precision,
                    live boolean NOT NULL DEFAULT false, parent_id bigint REFERENCES album);
CREATE TABLE track (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, album_id bigint NOT NULL REFERENCES album,
                    title text NOT NULL, seconds integer, played timestamptz);
CREATE TABLE genre (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE album_genre (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, album_id bigint NOT NULL REFERENCES album,
                          genre_id bigint NOT NULL REFERENCES genre, UNIQUE (album_id, genre_id));
CREATE TABLE sleeve (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, album_id bigint NOT NULL UNIQUE REFERENCES album,
                     colour text NOT NULL);
)";

// ------------------------------------------------------------------------------------------------- short notations

/// A path's steps in static storage, as the model layer has them: at<&album::artist, &artist::label>(label::name).
template <const relation_info*... Steps>
struct steps_to {
    static constexpr std::array<const relation_info*, sizeof...(Steps)> steps{Steps...};
};

template <const relation_info*... Steps>
path at(const column_info& column, vinyl::list_view<const transform_info* const> transforms = {}) {
    return {steps_to<Steps...>::steps, &column, transforms};
}
template <const relation_info*... Steps>
path row_at() {
    return {steps_to<Steps...>::steps, nullptr, {}};
}
/// The expression of a path.
template <const relation_info*... Steps>
expr col(const column_info& c, vinyl::list_view<const transform_info* const> transforms = {}) {
    return column(at<Steps...>(c, transforms));
}
template <const relation_info*... Steps>
expr rel() {
    return column(row_at<Steps...>());
}
/// The same of the query around the one that it is used in.
template <const relation_info*... Steps>
expr around(const column_info& c, vinyl::list_view<const transform_info* const> transforms = {}) {
    return outer(at<Steps...>(c, transforms));
}
template <const relation_info*... Steps>
expr row_around() {
    return outer(row_at<Steps...>());
}
template <const transform_info&... Parts>
struct parts_of {
    static constexpr std::array<const transform_info*, sizeof...(Parts)> parts{&Parts...};
};
template <const transform_info&... Parts>
vinyl::list_view<const transform_info* const> parts() {
    return parts_of<Parts...>::parts;
}

inline std::string big_endian(std::uint64_t v, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(v >> (8 * i));
    return out;
}
inline wire_value number_wire(std::int64_t v) { return {bigint, false, big_endian(static_cast<std::uint64_t>(v), 8)}; }
inline wire_value text_wire(std::string_view v) { return {text, false, std::string(v)}; }

inline expr n(std::int64_t v) { return value(number_wire(v)); }
inline expr i4(std::int32_t v) { return value({integer, false, big_endian(static_cast<std::uint32_t>(v), 4)}); }
inline expr s(std::string_view v) { return value(text_wire(v)); }
inline expr real(std::uint64_t bits = 0x4024000000000000) { return value({float8, false, big_endian(bits, 8)}); }
inline expr yes(bool v = true) { return value({boolean, false, std::string(1, v ? '\1' : '\0')}); }
inline expr day(std::int32_t days) { return value({date, false, big_endian(static_cast<std::uint32_t>(days), 4)}); }

inline expr eq(expr left, expr right) { return compare(lookup::exact, std::move(left), std::move(right)); }
inline expr gt(expr left, expr right) { return compare(lookup::gt, std::move(left), std::move(right)); }

inline query labels() { return query(label_table()); }
inline query albums() { return query(album_table()); }
inline query artists() { return query(artist_table()); }
inline query tracks() { return query(track_table()).clear_ordering(); }
inline query genres() { return query(genre_table()); }

/// Orders by one column.
inline order_term by(expr e, bool descending = false) { return {std::move(e), descending, {}}; }

}  // namespace music
