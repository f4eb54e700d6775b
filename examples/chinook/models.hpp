// Models for tables that vinyl did not make: Chinook (https://github.com/lerocha/chinook-database), as its authors made it
// for PostgreSQL with serial keys (../data/chinook/schema.sql). Members are called as the columns are. A relation is called by
// what it leads to, and its column has "_id" behind that; meta says where it is not so.
#pragma once

#include <vinyl/model.hpp>

#include <cstdint>
#include <optional>
#include <string>

using namespace vinyl::literals;

struct Album;
struct Track;
struct PlaylistTrack;
struct Customer;
struct Invoice;
struct InvoiceLine;

/// Columns that three of the tables have: customer and employee as they are, invoice with "billing_" before them.
struct Address {
    std::optional<std::string> address;
    std::optional<std::string> city;
    std::optional<std::string> state;
    std::optional<std::string> country;
    std::optional<std::string> postal_code;
};

// ------------------------------------------------------------------------------------------------ What the store has

struct Artist : vinyl::model<Artist> {
    std::int32_t artist_id{};
    std::optional<std::string> name;
    vinyl::related<Album, "artist"> albums;

    static constexpr vinyl::meta meta{vinyl::primary_key("artist_id"_f), vinyl::serial("artist_id"_f)};
};

struct Album : vinyl::model<Album> {
    std::int32_t album_id{};
    std::string title;
    vinyl::foreign_key<Artist, std::int32_t> artist;
    vinyl::related<Track, "album"> tracks;

    static constexpr vinyl::meta meta{vinyl::primary_key("album_id"_f), vinyl::serial("album_id"_f)};
};

struct Genre : vinyl::model<Genre> {
    std::int32_t genre_id{};
    std::optional<std::string> name;
    vinyl::related<Track, "genre"> tracks;

    static constexpr vinyl::meta meta{vinyl::primary_key("genre_id"_f), vinyl::serial("genre_id"_f)};
};

struct MediaType : vinyl::model<MediaType> {  // table media_type: the struct's name in snake_case
    std::int32_t media_type_id{};
    std::optional<std::string> name;

    static constexpr vinyl::meta meta{vinyl::primary_key("media_type_id"_f), vinyl::serial("media_type_id"_f)};
};

struct Track : vinyl::model<Track> {
    std::int32_t track_id{};
    std::string name;
    std::optional<vinyl::foreign_key<Album, std::int32_t>> album;
    vinyl::foreign_key<MediaType, std::int32_t> media_type;
    std::optional<vinyl::foreign_key<Genre, std::int32_t>> genre;
    std::optional<std::string> composer;
    std::int32_t milliseconds{};
    std::optional<std::int32_t> bytes;
    vinyl::decimal unit_price;
    vinyl::related<InvoiceLine, "track"> sales;
    vinyl::related<PlaylistTrack, "track"> entries;

    static constexpr vinyl::meta meta{vinyl::primary_key("track_id"_f), vinyl::serial("track_id"_f),
                                      vinyl::precision("unit_price"_f, 10, 2)};
};

struct Playlist : vinyl::model<Playlist> {
    std::int32_t playlist_id{};
    std::optional<std::string> name;
    vinyl::related<PlaylistTrack, "playlist"> entries;

    static constexpr vinyl::meta meta{vinyl::primary_key("playlist_id"_f), vinyl::serial("playlist_id"_f)};
};

/// A track in a playlist. Its key is both of them: a track is in a playlist once.
struct PlaylistTrack : vinyl::model<PlaylistTrack> {
    vinyl::foreign_key<Playlist, std::int32_t> playlist;
    vinyl::foreign_key<Track, std::int32_t> track;

    static constexpr vinyl::meta meta{vinyl::primary_key("playlist"_f, "track"_f)};
};

// ----------------------------------------------------------------------------------------------- Who sells and buys

struct Employee : vinyl::model<Employee> {
    std::int32_t employee_id{};
    std::string last_name;
    std::string first_name;
    std::optional<std::string> title;
    std::optional<vinyl::foreign_key<Employee, std::int32_t>> manager;  // points at its own table
    std::optional<vinyl::local_timestamp> birth_date;
    std::optional<vinyl::local_timestamp> hire_date;
    vinyl::embedded<Address> home;
    std::optional<std::string> phone;
    std::optional<std::string> fax;
    std::optional<std::string> email;
    vinyl::related<Employee, "manager"> reports;
    vinyl::related<Customer, "support_rep"> customers;

    static constexpr vinyl::meta meta{vinyl::primary_key("employee_id"_f), vinyl::serial("employee_id"_f),
                                      vinyl::column("manager"_f, "reports_to")};
};

struct Customer : vinyl::model<Customer> {
    std::int32_t customer_id{};
    std::string first_name;
    std::string last_name;
    std::optional<std::string> company;
    vinyl::embedded<Address> home;
    std::optional<std::string> phone;
    std::optional<std::string> fax;
    std::string email;
    std::optional<vinyl::foreign_key<Employee, std::int32_t>> support_rep;
    vinyl::related<Invoice, "customer"> invoices;

    static constexpr vinyl::meta meta{vinyl::primary_key("customer_id"_f), vinyl::serial("customer_id"_f)};
};

struct Invoice : vinyl::model<Invoice> {
    std::int32_t invoice_id{};
    vinyl::foreign_key<Customer, std::int32_t> customer;
    vinyl::local_timestamp invoice_date{};
    vinyl::embedded<Address> billing;
    vinyl::decimal total;
    vinyl::related<InvoiceLine, "invoice"> lines;

    static constexpr vinyl::meta meta{vinyl::primary_key("invoice_id"_f), vinyl::serial("invoice_id"_f),
                                      vinyl::prefix("billing"_f, "billing_"), vinyl::precision("total"_f, 10, 2)};
};

struct InvoiceLine : vinyl::model<InvoiceLine> {
    std::int32_t invoice_line_id{};
    vinyl::foreign_key<Invoice, std::int32_t> invoice;
    vinyl::foreign_key<Track, std::int32_t> track;
    vinyl::decimal unit_price;
    std::int32_t quantity{};

    static constexpr vinyl::meta meta{vinyl::primary_key("invoice_line_id"_f), vinyl::serial("invoice_line_id"_f),
                                      vinyl::precision("unit_price"_f, 10, 2)};
};
