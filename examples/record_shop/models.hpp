// The shop's tables. A table is a struct: names, types and order come from its members, and meta says what the types can
// not. <vinyl/model.hpp> is enough here; it needs neither Asio nor libpq.
#pragma once

#include <vinyl/model.hpp>

#include <cstdint>
#include <optional>
#include <string>

using namespace vinyl::literals;

struct Album;
struct Sale;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;          // may be NULL
    vinyl::related<Album, "artist"> albums;      // the albums whose `artist` is this one: no column

    static constexpr vinyl::meta meta{vinyl::table("record_shop_artist"), vinyl::unique("name"_f)};
};

struct Label : vinyl::model<Label> {
    std::int64_t id{};
    std::string name;

    static constexpr vinyl::meta meta{vinyl::table("record_shop_label"), vinyl::unique("name"_f)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::foreign_key<Label> label;
    std::string genre;
    vinyl::date released{};
    vinyl::decimal price;
    std::int32_t stock{};
    vinyl::related<Sale, "album"> sales;

    static constexpr vinyl::meta meta{vinyl::table("record_shop_album"), vinyl::max_length("title"_f, 200),
                                      vinyl::precision("price"_f, 8, 2), vinyl::on_delete("artist"_f, vinyl::cascade),
                                      vinyl::index("released"_f), vinyl::check("stock_not_negative", "stock"_f >= 0)};
};

struct Sale : vinyl::model<Sale> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::int32_t customer{};
    vinyl::decimal price;

    static constexpr vinyl::meta meta{vinyl::table("record_shop_sale"), vinyl::precision("price"_f, 8, 2)};
};
