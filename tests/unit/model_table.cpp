// What the SQL rooms get to know of a model: names, types, keys, relations, ordering, and what DDL needs.

#include "model_music.hpp"
#include "support/catch.hpp"

#include <vinyl/model/ddl_info.hpp>
#include <vinyl/model/table.hpp>

#include <string_view>

using namespace music;
using vinyl::table_of;
using vinyl::sql::column_info;
using vinyl::sql::relation_info;
using vinyl::sql::relation_kind;
using vinyl::sql::table_info;

namespace {

const column_info& column(const table_info& table, std::string_view field) {
    for (const column_info& column : table.columns)
        if (column.field == field) return column;
    FAIL("no column for " << field);
    return table.columns[0];
}

const relation_info& relation(const table_info& table, std::string_view field) {
    for (const relation_info& relation : table.relations)
        if (relation.field == field) return relation;
    FAIL("no relation " << field);
    return table.relations[0];
}

struct MusicTrack : vinyl::model<MusicTrack> {
    std::int64_t id{};
};
struct HTTPServer2Log : vinyl::model<HTTPServer2Log> {
    std::int32_t id{};
    bool on = false;
};
struct already_snake : vinyl::model<already_snake> {
    std::string id;
    std::vector<std::string> words;
    std::vector<vinyl::decimal> amounts;

    static constexpr vinyl::meta meta{vinyl::max_length("words"_f, 10), vinyl::precision("amounts"_f, 6, 3)};
};
struct Sender : vinyl::model<Sender> {
    std::string address;
    std::string notes;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::primary_key("address"_f), vinyl::sql_type("address"_f, "ltree"),
                                      vinyl::sql_type("notes"_f, "json"), vinyl::sql_type("number"_f, "smallint")};
};
struct Letter : vinyl::model<Letter> {
    std::string code;
    vinyl::foreign_key<Sender, std::string> sender;
    std::optional<vinyl::foreign_key<Sender, std::string>> answers;

    static constexpr vinyl::meta meta{vinyl::primary_key("code"_f), vinyl::max_length("code"_f, 20),
                                      vinyl::sql_type("answers"_f, "text")};
};
struct Reply : vinyl::model<Reply> {
    vinyl::one_to_one<Letter, std::string> letter;

    static constexpr vinyl::meta meta{vinyl::primary_key("letter"_f)};
};
struct Node : vinyl::model<Node> {
    vinyl::uuid key;
    std::optional<vinyl::foreign_key<Node, vinyl::uuid>> parent;
    vinyl::related<Node, "parent"> children;

    static constexpr vinyl::meta meta{vinyl::primary_key("key"_f), vinyl::column("parent"_f, "up"),
                                      vinyl::column("key"_f, "node_key")};
};

}  // namespace

TEST_CASE("A table is named after its struct in snake_case, unless meta names it", "[model]") {
    CHECK(table_of<MusicTrack>().name == "music_track");
    CHECK(table_of<HTTPServer2Log>().name == "http_server2_log");
    CHECK(table_of<already_snake>().name == "already_snake");
    CHECK(table_of<Album>().name == "album");
    CHECK(table_of<Album>().model == "Album");
    CHECK(table_of<Album>().schema.empty());
    CHECK(table_of<Artist>().name == "artists");
    CHECK(table_of<Artist>().schema == "music");
}

TEST_CASE("Columns follow the members, and reverse sides have none", "[model]") {
    std::vector<std::string> names;
    for (const column_info& column : table_of<Album>().columns) names.emplace_back(column.name);
    CHECK(names == std::vector<std::string>{"id", "title", "artist_id", "producer_id", "label_id", "released",
                                            "price", "meta_data", "tags", "bought", "kind"});
    CHECK(table_of<Artist>().columns.size() == 3);
}

TEST_CASE("A column's SQL type comes from its codec, and meta can narrow it", "[model]") {
    const table_info& album = table_of<Album>();
    CHECK(column(album, "id").type == "bigint");
    CHECK(column(album, "id").oid == 20);
    CHECK(column(album, "title").type == "varchar(200)");
    CHECK(column(album, "artist").type == "bigint");
    CHECK(column(album, "label").type == "varchar(8)");  // as the key that it refers to
    CHECK(column(album, "released").type == "date");
    CHECK(column(album, "price").type == "numeric(8,2)");
    CHECK(column(album, "price").oid == 1700);
    CHECK(column(album, "meta_data").type == "jsonb");
    CHECK(column(album, "tags").type == "text[]");
    CHECK(column(album, "bought").type == "timestamptz");
    CHECK(column(album, "kind").type == "smallint");
    CHECK(column(table_of<already_snake>(), "words").type == "varchar(10)[]");
    CHECK(column(table_of<already_snake>(), "amounts").type == "numeric(6,3)[]");
}

TEST_CASE("Parameters for a type that meta names are cast to it", "[model]") {
    const column_info& name = column(table_of<Label>(), "name");
    CHECK(name.name == "label_name");
    CHECK(name.type == "citext");
    CHECK(name.cast == "citext");
    CHECK(column(table_of<already_snake>(), "words").cast == "varchar[]");
    CHECK(column(table_of<already_snake>(), "amounts").cast.empty());
    CHECK(column(table_of<Album>(), "title").cast.empty());
    CHECK(column(table_of<Album>(), "kind").cast.empty());
    const column_info& address = column(table_of<Sender>(), "address");
    CHECK(address.cast == "ltree");
    CHECK(address.as_member == "text");
    CHECK(address.cast_to_read);
    CHECK(column(table_of<Sender>(), "notes").cast == "json");
    CHECK(column(table_of<Sender>(), "notes").cast_always);
    CHECK(column(table_of<Sender>(), "number").cast.empty());
}

TEST_CASE("A foreign key has the SQL type of the key that it refers to", "[model]") {
    CHECK(column(table_of<Letter>(), "sender").type == "ltree");
    CHECK(column(table_of<Letter>(), "sender").cast == "ltree");
    CHECK(column(table_of<Letter>(), "answers").type == "text");
    CHECK(column(table_of<Reply>(), "letter").type == "varchar(20)");
}

TEST_CASE("The type to cast to has neither length nor precision", "[model]") {
    const auto base = [](std::string_view type) {
        std::string text;
        vinyl::sql::base_type(type, [&](char c) { text += c; });
        return text;
    };
    CHECK(base("text") == "text");
    CHECK(base("varchar(20)") == "varchar");
    CHECK(base("varchar(20)[]") == "varchar[]");
    CHECK(base("character varying(20)") == "character varying");
    CHECK(base("character(3)") == "bpchar");
    CHECK(base("CHAR") == "bpchar");
    CHECK(base("char(3)[2][2]") == "bpchar[]");
    CHECK(base("numeric (8, 2)") == "numeric");
    CHECK(base("timestamp(3) with time zone") == "timestamp with time zone");
    CHECK(base("bit(3)") == "\"bit\"");
    CHECK(base("bit varying(3)") == "bit varying");
    CHECK(base("float(24)") == "float(24)");
    CHECK(base("geometry(Point,4326)") == "geometry");
    CHECK(base("\"odd(name)\"") == "\"odd(name)\"");
    CHECK(base("shop.mood") == "shop.mood");
}

TEST_CASE("Only optional members may be NULL", "[model]") {
    CHECK(column(table_of<Artist>(), "country").nullable);
    CHECK_FALSE(column(table_of<Artist>(), "name").nullable);
    CHECK(column(table_of<Album>(), "producer").nullable);
    CHECK_FALSE(column(table_of<Album>(), "artist").nullable);
}

TEST_CASE("An integer member id is an identity, and other primary keys are not", "[model]") {
    CHECK(table_of<Album>().keys.front()->name == "id");
    CHECK(table_of<Album>().keys.front()->identity);
    CHECK(column(table_of<HTTPServer2Log>(), "id").identity);
    CHECK_FALSE(table_of<already_snake>().keys.front()->identity);
    CHECK(table_of<Label>().keys.front()->name == "code");
    CHECK_FALSE(table_of<Label>().keys.front()->identity);
    CHECK(table_of<Biography>().keys.front()->name == "artist_id");
    CHECK_FALSE(table_of<Biography>().keys.front()->identity);
    int keys = 0;
    for (const column_info& column : table_of<Album>().columns) keys += column.primary_key;
    CHECK(keys == 1);
}

TEST_CASE("Database defaults are marked", "[model]") {
    CHECK(column(table_of<Album>(), "title").db_default);
    CHECK_FALSE(column(table_of<Album>(), "released").db_default);
}

TEST_CASE("A foreign key joins its column to the other table's primary key", "[model]") {
    const relation_info& artist = relation(table_of<Album>(), "artist");
    CHECK(artist.kind == relation_kind::foreign_key);
    CHECK(&artist.target() == &table_of<Artist>());
    CHECK(artist.columns[0].local == "artist_id");
    CHECK(artist.columns[0].remote == "id");
    CHECK_FALSE(artist.nullable);
    CHECK(relation(table_of<Album>(), "producer").nullable);
    CHECK(relation(table_of<Album>(), "label").columns[0].remote == "code");
    CHECK(relation(table_of<Biography>(), "artist").kind == relation_kind::one_to_one);
}

TEST_CASE("A reverse side joins the primary key to the other table's foreign key", "[model]") {
    const relation_info& albums = relation(table_of<Artist>(), "albums");
    CHECK(albums.kind == relation_kind::reverse_foreign_key);
    CHECK(albums.many());
    CHECK(&albums.target() == &table_of<Album>());
    CHECK(albums.columns[0].local == "id");
    CHECK(albums.columns[0].remote == "artist_id");
    CHECK(relation(table_of<Artist>(), "produced").columns[0].remote == "producer_id");
    const relation_info& biography = relation(table_of<Artist>(), "biography");
    CHECK(biography.kind == relation_kind::reverse_one_to_one);
    CHECK(biography.nullable);
    CHECK_FALSE(biography.many());
}

TEST_CASE("A model that points at itself has both sides, under the columns that meta names", "[model]") {
    const relation_info& parent = relation(table_of<Node>(), "parent");
    CHECK(&parent.target() == &table_of<Node>());
    CHECK(parent.columns[0].local == "up");
    CHECK(parent.columns[0].remote == "node_key");
    const relation_info& children = relation(table_of<Node>(), "children");
    CHECK(children.columns[0].local == "node_key");
    CHECK(children.columns[0].remote == "up");
    CHECK(table_of<Node>().columns[0].type == "uuid");
}

TEST_CASE("The ordering of meta is resolved, signs and relations included", "[model]") {
    REQUIRE(table_of<Album>().ordering != nullptr);
    const auto ordering = table_of<Album>().ordering();
    REQUIRE(ordering.size() == 2);
    CHECK(ordering[0].descending);
    REQUIRE(ordering[0].by.steps.size() == 1);
    CHECK(ordering[0].by.steps[0]->field == "artist");
    CHECK(ordering[0].by.column->name == "name");
    CHECK_FALSE(ordering[1].descending);
    CHECK(ordering[1].by.column == table_of<Album>().keys.front());
    CHECK(table_of<Label>().ordering == nullptr);
}

TEST_CASE("DDL gets uniques, indexes, foreign keys and their delete rules", "[model]") {
    const vinyl::ddl_info& ddl = vinyl::ddl_of<Album>();
    REQUIRE(ddl.uniques.size() == 1);
    REQUIRE(ddl.uniques[0].size() == 2);
    CHECK(ddl.uniques[0][0].name == "artist_id");
    CHECK(ddl.uniques[0][1].name == "title");
    REQUIRE(ddl.indexes.size() == 1);
    CHECK(ddl.indexes[0][0].name == "released");
    REQUIRE(ddl.foreign_keys.size() == 3);
    CHECK(ddl.foreign_keys[0].columns[0].name == "artist_id");
    CHECK(ddl.foreign_keys[0].on_delete == vinyl::cascade);
    CHECK(ddl.foreign_keys[1].on_delete == vinyl::set_null);
    CHECK(ddl.foreign_keys[2].on_delete == vinyl::protect);
    CHECK(vinyl::ddl_of<Biography>().foreign_keys[0].unique);
}

TEST_CASE("DDL gets checks and defaults as they were written", "[model]") {
    std::vector<std::string> seen;
    vinyl::for_each_check<Album>([&](std::string_view name, const auto&) { seen.emplace_back(name); });
    vinyl::for_each_default<Album>([&](const column_info& column, const auto& value) {
        seen.emplace_back(column.name);
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string_view>)
            seen.emplace_back(value);
    });
    CHECK(seen == std::vector<std::string>{"price_not_negative", "title", "untitled", "price"});
    vinyl::for_each_check<Person>([](std::string_view, const auto&) { FAIL("Person has no checks"); });
}
