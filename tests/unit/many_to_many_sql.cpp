// Paths over many_to_many members as SQL, and the tables in between.
#include "support/catch.hpp"
#include "support/record_shop.hpp"

#include <vinyl/schema.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace records;
using vinyl::count;

namespace {

const std::string albums = R"(SELECT "album"."id", "album"."title" FROM "records"."album")";
const std::string genres = R"(SELECT "genre"."id", "genre"."name" FROM "records"."genre")";
const std::string people = R"(SELECT "person"."id", "person"."name" FROM "records"."person")";
const std::string joined = R"( INNER JOIN "records"."album_genres" ON ("album"."id" = "album_genres"."album_id"))";

std::string sql_of(const auto& rows) { return rows.order_by().sql(); }

}  // namespace

TEST_CASE("M1, M2: a path over a many_to_many goes through its join table") {
    CHECK(sql_of(Album::vinyl().filter("genres__name"_f = "Jazz")) ==
          albums + joined + R"( INNER JOIN "records"."genre" ON ("album_genres"."genre_id" = "genre"."id") WHERE "genre"."name" = $1)");
    const std::string once = sql_of(Album::vinyl().filter("genres__name"_f = "Jazz", "genres__id"_f > 3));
    CHECK(once.find("T4") == std::string::npos);
    const std::string twice = sql_of(Album::vinyl().filter("genres"_f = 1).filter("genres"_f = 2));
    CHECK(twice == albums + joined + R"( INNER JOIN "records"."album_genres" "T3" ON ("album"."id" = "T3"."album_id") WHERE "album_genres"."genre_id" = $1 AND "T3"."genre_id" = $2)");
}

TEST_CASE("JP8: a many_to_many's key stops at the join table, whichever way it is named") {
    const std::string wanted = albums + joined + R"( WHERE "album_genres"."genre_id" = $1)";
    CHECK(sql_of(Album::vinyl().filter("genres"_f = 1)) == wanted);
    CHECK(sql_of(Album::vinyl().filter("genres__id"_f = 1)) == wanted);
    CHECK(sql_of(Album::vinyl().filter("genres__pk"_f = 1)) == wanted);
    Genre jazz;
    jazz.id = 1;
    CHECK(sql_of(Album::vinyl().filter("genres"_f = jazz)) == wanted);
    CHECK(sql_of(Genre::vinyl().filter("albums"_f = 1)) ==
          genres + R"( INNER JOIN "records"."album_genres" ON ("genre"."id" = "album_genres"."genre_id") WHERE "album_genres"."album_id" = $1)");
}

TEST_CASE("X6: what is excluded over a many_to_many is NOT EXISTS") {
    CHECK(sql_of(Album::vinyl().exclude("genres__name"_f = "Jazz")) ==
          albums + R"( WHERE NOT EXISTS(SELECT 1 FROM "records"."album_genres" "U0" INNER JOIN "records"."genre" "U1" ON ("U0"."genre_id" = "U1"."id") WHERE "U1"."name" = $1 AND "U0"."album_id" = "album"."id"))");
}

TEST_CASE("N2: no row on the other side of a many_to_many is no row in the join table") {
    CHECK(sql_of(Album::vinyl().filter("genres__isnull"_f = true)) ==
          albums + R"( LEFT JOIN "records"."album_genres" ON ("album"."id" = "album_genres"."album_id") WHERE "album_genres"."genre_id" IS NULL)");
}

TEST_CASE("a many_to_many is counted without the other side") {
    CHECK(sql_of(Genre::vinyl().annotate("n"_f = count("albums"_f))) ==
          R"(SELECT "genre"."id", "genre"."name", COUNT("album_genres"."album_id") AS "n" FROM "records"."genre" LEFT JOIN "records"."album_genres" ON ("genre"."id" = "album_genres"."genre_id") GROUP BY "genre"."id")");
    CHECK(sql_of(Album::vinyl().values("title"_f, "genres__name"_f)) ==
          R"(SELECT "album"."title", "genre"."name" FROM "records"."album" LEFT JOIN "records"."album_genres" ON ("album"."id" = "album_genres"."album_id") LEFT JOIN "records"."genre" ON ("album_genres"."genre_id" = "genre"."id"))");
}

TEST_CASE("a model that is the join table is joined once for itself and for what it leads to") {
    CHECK(sql_of(Album::vinyl().filter("people__name"_f = "x", "credits__role"_f = "bass")) ==
          albums + R"( INNER JOIN "records"."credit" ON ("album"."id" = "credit"."album_id") INNER JOIN "records"."person" ON ("credit"."person_id" = "person"."id") WHERE "person"."name" = $1 AND "credit"."role" = $2)");
    CHECK(sql_of(Person::vinyl().filter("albums"_f = 1, "credits__role"_f = "bass")) ==
          people + R"( INNER JOIN "records"."credit" ON ("person"."id" = "credit"."person_id") WHERE "credit"."album_id" = $1 AND "credit"."role" = $2)");
}

TEST_CASE("a many_to_many of a model to itself has two keys to it, and a direction") {
    CHECK(sql_of(Person::vinyl().filter("follows"_f = 1)) ==
          people + R"( INNER JOIN "records"."person_follows" ON ("person"."id" = "person_follows"."from_person_id") WHERE "person_follows"."to_person_id" = $1)");
    CHECK(sql_of(Person::vinyl().filter("followers"_f = 1)) ==
          people + R"( INNER JOIN "records"."person_follows" ON ("person"."id" = "person_follows"."to_person_id") WHERE "person_follows"."from_person_id" = $1)");
    CHECK(sql_of(Person::vinyl().filter("friends__name"_f = "Ada")) ==
          people + R"( INNER JOIN "records"."person_friends" ON ("person"."id" = "person_friends"."from_person_id") INNER JOIN "records"."person" "T3" ON ("person_friends"."to_person_id" = "T3"."id") WHERE "T3"."name" = $1)");
}

TEST_CASE("a many_to_many to a key of several columns has as many") {
    CHECK(sql_of(Album::vinyl().filter("shelves"_f = std::tuple(1, "A1"))) ==
          albums + R"( INNER JOIN "records"."standing" ON ("album"."id" = "standing"."album") WHERE ("standing"."in_shop" = $1 AND "standing"."at" = $2))");
}

TEST_CASE("a many_to_many is no column") {
    CHECK(vinyl::table_of<Album>().columns.size() == 2);
    const Album one, other;
    CHECK(one.genres == other.genres);
}

TEST_CASE("the schema makes the join tables of its models, after what they point at", "[schema]") {
    const std::vector<std::string> made = vinyl::schema::statements<Album, Genre, Person, Shelf, Credit>();
    const auto find = [&](const std::string& table) {
        return std::ranges::find_if(made, [&](const std::string& each) { return each.starts_with("CREATE TABLE \"records\".\"" + table + "\""); });
    };
    REQUIRE(find("album_genres") != made.end());
    CHECK(*find("album_genres") == R"(CREATE TABLE "records"."album_genres" (
    "album_id" bigint NOT NULL,
    "genre_id" bigint NOT NULL,
    PRIMARY KEY ("album_id", "genre_id"),
    CONSTRAINT "album_genres_album_id_fkey" FOREIGN KEY ("album_id") REFERENCES "records"."album" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "album_genres_genre_id_fkey" FOREIGN KEY ("genre_id") REFERENCES "records"."genre" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
))");
    CHECK(find("album_genres") > find("genre"));
    CHECK(std::ranges::count(made, R"(CREATE INDEX "album_genres_genre_id_idx" ON "records"."album_genres" ("genre_id"))") == 1);
    CHECK(find("person_follows") != made.end());
    CHECK(find("person_friends") != made.end());
    REQUIRE(find("standing") != made.end());
    CHECK(find("standing")->find(R"(FOREIGN KEY ("in_shop", "at") REFERENCES "records"."shelf" ("shop", "code"))") != std::string::npos);
    CHECK(find("album_people") == made.end());
}
