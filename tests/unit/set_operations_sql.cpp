// From union_(), intersection() and difference() to the statement that is sent.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/sql/statement_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace set_operations_sql {

using namespace shop;

/// The codec reads the text of its address only.
struct Card : vinyl::model<Card> {
    std::int64_t id{};
    std::string address;

    static constexpr vinyl::meta meta{vinyl::sql_type("address"_f, "macaddr")};
};

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

const std::string columns = R"("artist"."id", "artist"."name", "artist"."country")";
const std::string all = "(SELECT " + columns + R"( FROM "orm"."artist")";
const std::string us = all + R"( WHERE "artist"."country" = $1))", gb = all + R"( WHERE "artist"."country" = $2))";

auto from(const char* country) { return Artist::vinyl().filter("country"_f = country); }

TEST_CASE("R14: union_ takes each different row once, union_all all of them; those without rows are left out") {
    CHECK(from("US").union_(from("GB")).sql() == us + " UNION " + gb);
    CHECK(from("US").union_all(from("GB")).sql() == us + " UNION ALL " + gb);
    const std::string three = us + " UNION " + gb + " UNION " + all + R"( WHERE "artist"."country" = $3))";
    CHECK(from("US").union_(from("GB"), from("FR")).sql() == three);
    CHECK(from("US").union_(from("GB")).union_(from("FR")).sql() == three);
    CHECK(from("US").union_(Artist::vinyl().none(), from("GB").limit(0), from("GB")).sql() == us + " UNION " + gb);
    CHECK(Artist::vinyl().none().union_(from("US")).sql() == us);
    CHECK(from("US").union_().sql() == us);
    auto rows = Artist::vinyl().none().union_();
    for (const char* country : {"US", "GB", "FR"}) rows = rows.union_(from(country));
    CHECK(rows.sql() == three);
    // what is sliced has its own order
    CHECK(from("US").order_by("-name"_f).limit(1).union_(from("GB")).sql() ==
          all + R"( WHERE "artist"."country" = $1 ORDER BY "artist"."name" DESC LIMIT $2) UNION )" + all +
              R"( WHERE "artist"."country" = $3))");
}

TEST_CASE("R15: intersection") {
    CHECK(from("US").intersection(from("GB")).sql() == us + " INTERSECT " + gb);
    CHECK(from("US").intersection(from("GB").union_(from("FR"))).sql() ==
          us + " INTERSECT (" + gb + " UNION " + all + R"( WHERE "artist"."country" = $3)))");
}

TEST_CASE("R16: difference; one without rows takes none away") {
    CHECK(from("US").difference(from("GB")).sql() == us + " EXCEPT " + gb);
    CHECK(from("US").difference(Artist::vinyl().none()).sql() == us);
}

TEST_CASE("R17: after a set operation rows are ordered by columns of the result, sliced and counted") {
    const auto both = from("US").union_(from("GB"));
    const std::string text = us + " UNION " + gb;
    CHECK(both.order_by("-name"_f, "id"_f).sql() == text + " ORDER BY 2 DESC, 1 ASC");
    CHECK(both.order_by("name"_f.desc().nulls_last()).reverse().sql() == text + " ORDER BY 2 ASC NULLS FIRST");
    CHECK(both.order_by("id"_f).slice(2, 5).sql() == text + " ORDER BY 1 ASC LIMIT $3 OFFSET $4");
    CHECK(Artist::vinyl().values_list("name"_f).union_(Label::vinyl().values_list("name"_f)).order_by("name"_f).sql() ==
          R"((SELECT "artist"."name" FROM "orm"."artist") UNION (SELECT "label"."name" FROM "orm"."label") ORDER BY 1 ASC)");
    // also when the first is left out, whose columns are meant
    CHECK(Artist::vinyl().none().values_list("name"_f).union_(Label::vinyl().values_list("name"_f)).order_by("name"_f).sql() ==
          R"(SELECT DISTINCT * FROM (SELECT "label"."name" FROM "orm"."label") "subquery" ORDER BY 1 ASC)");
    CHECK(Artist::vinyl().annotate("n"_f = vinyl::length("name"_f)).union_().order_by("n"_f).sql() ==
          "(SELECT " + columns + R"(, LENGTH("artist"."name") AS "n" FROM "orm"."artist") ORDER BY 4 ASC)");
    CHECK(Album::vinyl().values("year"_f = "released__year"_f).union_().order_by("-year"_f).sql() ==
          R"(SELECT DISTINCT * FROM (SELECT EXTRACT(YEAR FROM "album"."released")::integer AS "year" FROM "orm"."album") "subquery" ORDER BY 1 DESC)");
    CHECK(Person::vinyl().values("boss__name"_f, "name"_f).union_().order_by("name"_f).sql().ends_with("ORDER BY 2 ASC"));
}

TEST_CASE("R17: values of a set operation are values of each queryset") {
    CHECK(from("US").union_(from("GB")).order_by("name"_f).values_list("name"_f).sql() ==
          R"((SELECT "artist"."name" FROM "orm"."artist" WHERE "artist"."country" = $1) UNION (SELECT "artist"."name" FROM "orm"."artist" WHERE "artist"."country" = $2) ORDER BY 1 ASC)");
    CHECK(Album::vinyl().union_all().values("artist__name"_f).sql() ==
          R"((SELECT "artist"."name" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id")))");
}

TEST_CASE("R17, R5: by a relation a set operation is ordered as the model there is") {
    CHECK_THAT(Album::vinyl().union_(Album::vinyl().none()).order_by("-artist"_f, "id"_f).sql(),
               Contains(R"("artist"."name" AS "__order0" FROM )") && EndsWith("ORDER BY 14 DESC, 1 ASC"));
    CHECK_THAT(Track::vinyl().union_().order_by("album"_f).sql(), EndsWith("ORDER BY 2 ASC"));  // by its id, which is there
    CHECK_THAT(Album::vinyl().values_list("artist"_f).union_().order_by("artist"_f).sql(), EndsWith("ORDER BY 1 ASC"));
    CHECK_THAT(Biography::vinyl().union_().order_by("-artist"_f).reverse().sql(), EndsWith("ORDER BY 4 ASC"));
}

TEST_CASE("45: rows of a set operation are ordered by what is not selected, too") {
    const auto both = from("US").union_(from("GB"));
    const std::string hidden =
        R"((SELECT "artist"."name", "artist"."id" AS "__order0" FROM "orm"."artist" WHERE "artist"."country" = $1) UNION (SELECT "artist"."name", "artist"."id" AS "__order0" FROM "orm"."artist" WHERE "artist"."country" = $2))";
    CHECK(both.order_by("-id"_f, "name"_f).values_list("name"_f).sql() == hidden + " ORDER BY 2 DESC, 1 ASC");
    CHECK(both.values_list("name"_f).order_by("-id"_f).sql() == hidden + " ORDER BY 2 DESC");
    CHECK(both.values_list("name"_f).order_by("-pk"_f).sql() == hidden + " ORDER BY 2 DESC");
    CHECK(Track::vinyl().values("title"_f).union_all().order_by("album__artist__name"_f).sql() ==
          R"((SELECT "track"."title", "artist"."name" AS "__order0" FROM "orm"."track" INNER JOIN "orm"."album" ON ("track"."album_id" = "album"."id") INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id")) ORDER BY 2 ASC)");
    // not where it is not one value of each row of all of them
    const auto no_column = Contains("must name a column of the result");
    CHECK_THROWS_WITH(Artist::vinyl().values_list("name"_f).union_(Label::vinyl().values_list("name"_f)).order_by("id"_f).sql(), no_column);
    CHECK_THROWS_WITH(Artist::vinyl().values_list("name"_f).union_().order_by("albums__price"_f).sql(), no_column);
    CHECK_THROWS_WITH(Artist::vinyl().values("name"_f).annotate("n"_f = vinyl::count("albums"_f)).union_().order_by("id"_f).sql(), no_column);
    CHECK_THROWS_WITH(both.values_list("name"_f).order_by(vinyl::lower("country"_f)).sql(), no_column);
}

TEST_CASE("set operations stand in subqueries by their keys, a slice by its whole rows") {
    const auto both = from("US").union_(from("GB"));
    const std::string around = R"(SELECT "album"."id" FROM "orm"."album" WHERE "album"."artist_id" IN ()";
    const auto albums = [](const auto& of) { return Album::vinyl().order_by().filter("artist"_f.in(of)).values_list("id"_f).sql(); };
    const std::string keys =
        R"((SELECT "U0"."id" FROM "orm"."artist" "U0" WHERE "U0"."country" = $1) UNION (SELECT "U0"."id" FROM "orm"."artist" "U0" WHERE "U0"."country" = $2))";
    CHECK(albums(both.order_by("name"_f)) == around + keys + ")");
    CHECK(albums(both.order_by("name"_f).limit(2)) ==
          around +
              R"(SELECT "combined"."__col0" FROM ((SELECT "U0"."id", "U0"."name", "U0"."country" FROM "orm"."artist" "U0" WHERE "U0"."country" = $1) UNION (SELECT "U0"."id", "U0"."name", "U0"."country" FROM "orm"."artist" "U0" WHERE "U0"."country" = $2) ORDER BY 2 ASC LIMIT $3) "combined" ("__col0")))");
    CHECK_THAT(Album::vinyl().filter(exists(both)).sql(), Contains(R"(WHERE EXISTS(SELECT 1 FROM ((SELECT )") && Contains(R"() "subquery"))"));
}

TEST_CASE("R14, R16: of one queryset alone, too, equal rows are one, but for union_all") {
    const std::vector<std::int64_t> none;
    const auto titles = [](const auto& of) { return of.order_by().values_list("title"_f); };
    const auto all = Album::vinyl(), nothing = all.filter("id"_f.in(none));
    const std::string title = R"((SELECT "album"."title" FROM "orm"."album"))", once = "SELECT DISTINCT * FROM " + title + R"( "subquery")";
    CHECK(titles(all).union_(titles(nothing)).sql() == once);
    CHECK(titles(nothing).union_(titles(all)).sql() == once);
    CHECK(titles(all).difference(titles(nothing)).sql() == once);
    CHECK(titles(all).union_all(titles(nothing)).sql() == title);
    CHECK(titles(all).distinct().union_(titles(nothing)).sql() == R"((SELECT DISTINCT "album"."title" FROM "orm"."album"))");
    CHECK_THAT(Album::vinyl().filter("title"_f.in(titles(all).union_(titles(nothing)))).sql(),
               Contains(R"(IN (SELECT DISTINCT * FROM (SELECT "U0"."title" )"));
    // also before another operation
    CHECK(titles(all).union_(titles(nothing)).union_all(titles(all)).sql() == "(" + once + ") UNION ALL " + title);
    CHECK(titles(all).union_(titles(nothing)).union_(titles(all)).sql() == title + " UNION " + title);
    CHECK(titles(all).union_all(titles(all)).difference(titles(nothing)).sql() ==
          "SELECT DISTINCT * FROM (" + title + " UNION ALL " + title + R"() "subquery")");
    // rows with a key differ, unless a relation repeats them
    CHECK(Album::vinyl().values_list("id"_f, "title"_f).union_().sql() == R"((SELECT "album"."id", "album"."title" FROM "orm"."album"))");
    CHECK(Artist::vinyl().values_list("id"_f, "albums__title"_f).union_().sql().starts_with("SELECT DISTINCT * FROM (SELECT "));
    CHECK(from("US").union_(from("GB").none()).sql() == us);
    CHECK(Artist::vinyl().order_by().annotate("t"_f = "albums__title"_f).union_().sql().starts_with("SELECT DISTINCT * FROM (SELECT "));
    CHECK(Artist::vinyl().order_by("albums__price"_f).union_().sql() == ::set_operations_sql::all + ")");
    CHECK(Artist::vinyl().order_by("albums__price"_f).limit(3).union_().sql().starts_with("SELECT DISTINCT * FROM (SELECT "));
}

TEST_CASE("45: a slice gives its own columns to a set operation, and not those that it is ordered by") {
    const auto album = Album::vinyl().values_list("title"_f);
    const std::string titles = R"((SELECT "album"."title" FROM "orm"."album"))", artist = R"( FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))";
    const std::string ordered = R"((SELECT "album"."title", "artist"."name" AS "__order0")" + artist + ")";
    const std::string begin = R"((SELECT "operand"."__col0" FROM ()", end = R"() "operand" ("__col0")))";
    CHECK(album.union_(album).order_by("artist__name"_f).limit(2).union_(album).sql() ==
          begin + ordered + " UNION " + ordered + " ORDER BY 2 ASC LIMIT $1" + end + " UNION " + titles);
    CHECK(album.union_(album.distinct().order_by("artist__name"_f).limit(2)).sql() ==
          titles + " UNION " + begin + R"(SELECT DISTINCT "album"."title", "artist"."name")" + artist + R"( ORDER BY "artist"."name" ASC LIMIT $1)" + end);
    // then its rows can be equal
    CHECK(album.distinct().order_by("artist__name"_f).limit(2).union_().sql() ==
          "SELECT DISTINCT * FROM " + begin + R"(SELECT DISTINCT "album"."title", "artist"."name")" + artist +
              R"( ORDER BY "artist"."name" ASC LIMIT $1)" + end + R"( "subquery")");
    // whole objects have all their columns
    CHECK_THAT(Artist::vinyl().distinct().order_by("biography__text"_f).limit(2).union_(Artist::vinyl()).sql(),
               Contains(R"((SELECT "operand"."__col0", "operand"."__col1", "operand"."__col2" FROM (SELECT DISTINCT )") &&
                   Contains(R"() "operand" ("__col0", "__col1", "__col2")) UNION ()"));
    CHECK_THAT(Artist::vinyl().distinct().order_by("name"_f).limit(2).union_(Artist::vinyl()).sql(), !Contains("operand"));
}

TEST_CASE("R15, R16: the keys of a difference are those of its rows, which may differ in annotations") {
    const auto with = [](const char* country, const char* letter) { return from(country).annotate("k"_f = vinyl::value(letter)); };
    const auto albums = [](const auto& of) { return Album::vinyl().order_by().filter("artist"_f.in(of)).values_list("id"_f).sql(); };
    CHECK_THAT(albums(with("US", "x").difference(with("US", "y")).order_by("country"_f)),
               Contains(R"(IN (SELECT "combined"."__col0" FROM ((SELECT "U0"."id", "U0"."name", "U0"."country", )") && Contains(" EXCEPT ") &&
                   Contains(R"() "combined" ("__col0")))") && !Contains("ORDER BY"));
    CHECK_THAT(albums(with("US", "x").intersection(with("US", "y"))), Contains(R"("combined"."__col0")"));
    CHECK_THAT(albums(with("US", "x").union_(with("US", "y"))), Contains(R"(IN ((SELECT "U0"."id" FROM )"));
    CHECK_THAT(albums(from("US").difference(from("GB"))), Contains(R"(IN ((SELECT "U0"."id" FROM )"));
}

TEST_CASE("R17: a set operation that is none() has no row as a value, either") {
    const auto both = from("US").union_(from("GB")).values_list("name"_f);
    const auto in_artists = [](const auto& titles) {
        return Artist::vinyl().order_by().annotate("t"_f = vinyl::array_subquery(titles)).values_list("t"_f).sql();
    };
    CHECK_THAT(in_artists(both), !Contains("LIMIT"));
    CHECK_THAT(in_artists(both.none()), Contains(" LIMIT 0)"));
    CHECK_THAT(in_artists(both.limit(2).none()), Contains(" LIMIT 0)"));
}

TEST_CASE("R17, T16: aggregates of a set operation are calculated of the columns of its rows") {
    const auto texts = [](auto wanted) {
        vinyl::sql::recording rows = Album::vinyl().order_by().values_list("id"_f, "price"_f).union_(Album::vinyl().values_list("id"_f, "price"_f)).sql_query();
        vinyl::detail::bind_value<vinyl::detail::scope<Album>>(wanted, rows);
        static constexpr std::string_view name[] = {"n"};
        rows.aggregates(name);
        return vinyl::sql::text_of(rows);
    };
    const std::string each = R"((SELECT "album"."id", "album"."price" FROM "orm"."album"))", rows = " FROM (" + each + " UNION " + each + R"() "subquery")";
    CHECK(texts(vinyl::count()) == "SELECT COUNT(*)" + rows);
    CHECK(texts(vinyl::sum("price"_f)) == R"(SELECT SUM("__col1"))" + rows + R"( ("__col0", "__col1"))");
    CHECK(texts(vinyl::max("pk"_f)) == R"(SELECT MAX("__col0"))" + rows + R"( ("__col0"))");
    CHECK(texts(vinyl::sum("price"_f * 2).filter("id"_f > 1).otherwise(0)) ==
          R"(SELECT COALESCE(SUM(("__col1" * $1)) FILTER (WHERE "__col0" > $2), $3))" + rows + R"( ("__col0", "__col1"))");
    const auto no_column = Contains("calculated of columns of the result, and this is none: annotate()");
    CHECK_THROWS_WITH(texts(vinyl::max("title"_f)), no_column);
    CHECK_THROWS_WITH(texts(vinyl::count("tracks"_f)), no_column);
    CHECK_THROWS_WITH(texts(vinyl::count().filter(exists(Track::vinyl().filter("album"_f = "id"_outer)))), no_column);
}

TEST_CASE("R17: columns that rows are read as texts of are calculated with and compared by what they are") {
    vinyl::sql::recording rows = Card::vinyl().values_list("address"_f).union_(Card::vinyl().values_list("address"_f)).sql_query();
    vinyl::detail::bind_value<vinyl::detail::scope<Card>>(max("address"_f).filter("address"_f > "a"), rows);
    static constexpr std::string_view name[] = {"n"};
    rows.aggregates(name);
    const std::string each = R"((SELECT "card"."address"::text FROM "card"))";
    CHECK(vinyl::sql::text_of(rows) ==
          R"(SELECT MAX("__col0"::macaddr) FILTER (WHERE "__col0"::macaddr > $1::macaddr)::text FROM ()" + each + " UNION " + each + R"() "subquery" ("__col0"))");
    const auto few = Card::vinyl().values_list("address"_f).union_(Card::vinyl().values_list("address"_f)).order_by("address"_f).limit(2);
    CHECK_THAT(Card::vinyl().filter("address"_f.in(few)).sql(), Contains(R"("address" IN (SELECT "combined"."__col0"::macaddr FROM ()"));
}

TEST_CASE("R17, E10: the querysets of a set operation in a subquery speak of the query around it") {
    const auto long_ones = Track::vinyl().filter("album"_f = "id"_outer, "seconds"_f > 500);
    const auto title_tracks = Track::vinyl().filter("title"_f == "title"_outer);
    const std::string by_album = R"("U0"."album_id" = "album"."id" AND "U0"."seconds" > $1)", by_title = R"("U0"."title" = "album"."title")";
    const std::string columns = R"(SELECT "U0"."id", "U0"."album_id", "U0"."title", "U0"."seconds" FROM "orm"."track" "U0" WHERE )";
    const auto where = [](const auto& rows) {
        const std::string text = rows.order_by().values_list("id"_f).sql();
        return text.substr(text.find(" WHERE ") + 7);
    };
    CHECK(where(Album::vinyl().filter(exists(long_ones.union_(title_tracks)))) ==
          "EXISTS(SELECT 1 FROM ((" + columns + by_album + ") UNION (" + columns + by_title + R"()) "subquery"))");
    const auto ids = [](const auto& tracks) { return tracks.values_list("id"_f); };
    CHECK(where(Album::vinyl().filter("id"_f.in(ids(long_ones).difference(ids(Track::vinyl()), ids(title_tracks))))) ==
          R"("album"."id" IN ((SELECT "U0"."id" FROM "orm"."track" "U0" WHERE )" + by_album +
              R"() EXCEPT (SELECT "U0"."id" FROM "orm"."track" "U0") EXCEPT (SELECT "U0"."id" FROM "orm"."track" "U0" WHERE )" + by_title + "))");
    // one in another, whose values come in their order
    const auto nested = Track::vinyl().filter("seconds"_f < 7).union_all(long_ones.intersection(title_tracks.limit(8)), title_tracks);
    CHECK(where(Album::vinyl().filter(exists(nested), "stock"_f = 9)) ==
          R"(EXISTS(SELECT 1 FROM (()" + columns + R"("U0"."seconds" < $1) UNION ALL ((SELECT "U0"."id", "U0"."album_id", "U0"."title", "U0"."seconds" FROM "orm"."track" "U0" WHERE "U0"."album_id" = "album"."id" AND "U0"."seconds" > $2) INTERSECT ()" +
              columns + by_title + R"( ORDER BY "U0"."id" ASC LIMIT $3)) UNION ALL ()" + columns + by_title + R"()) "subquery") AND "album"."stock" = $4)");
    CHECK_THROWS_AS(long_ones.union_(title_tracks).sql(), vinyl::usage_error);
}

TEST_CASE("R17: querysets whose rows are locked, or have other columns, are not combined") {
    CHECK_THROWS_WITH(from("US").select_for_update().union_(from("GB")).sql(), Contains("locked"));
    CHECK_THROWS_WITH(from("US").union_(from("GB").select_for_share()).sql(), Contains("locked"));
    CHECK_THROWS_WITH(Album::vinyl().select_related("artist"_f).union_(Album::vinyl()).sql(), Contains("select_related()"));
    CHECK_NOTHROW(Album::vinyl().select_related("artist"_f).union_(Album::vinyl().select_related("artist"_f)).sql());
    CHECK_THROWS_WITH(from("US").union_(from("GB").using_("other")).sql(), Contains("'other'"));
}

}  // namespace set_operations_sql
