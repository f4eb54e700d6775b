// From union_(), intersection() and difference() to the statement that is sent.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <string>

namespace set_operations_sql {

using namespace shop;
using Catch::Matchers::Contains;

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
          R"((SELECT "label"."name" FROM "orm"."label") ORDER BY 1 ASC)");
    CHECK(Artist::vinyl().annotate("n"_f = vinyl::length("name"_f)).union_().order_by("n"_f).sql() ==
          "(SELECT " + columns + R"(, LENGTH("artist"."name") AS "n" FROM "orm"."artist") ORDER BY 4 ASC)");
    CHECK(Album::vinyl().values("year"_f = "released__year"_f).union_().order_by("-year"_f).sql() ==
          R"((SELECT EXTRACT(YEAR FROM "album"."released")::integer AS "year" FROM "orm"."album") ORDER BY 1 DESC)");
    CHECK(Person::vinyl().values("boss__name"_f, "name"_f).union_().order_by("name"_f).sql().ends_with("ORDER BY 2 ASC"));
}

TEST_CASE("R17: values of a set operation are values of each queryset") {
    CHECK(from("US").union_(from("GB")).order_by("name"_f).values_list("name"_f).sql() ==
          R"((SELECT "artist"."name" FROM "orm"."artist" WHERE "artist"."country" = $1) UNION (SELECT "artist"."name" FROM "orm"."artist" WHERE "artist"."country" = $2) ORDER BY 1 ASC)");
    CHECK(Album::vinyl().union_all().values("artist__name"_f).sql() ==
          R"((SELECT "artist"."name" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id")))");
}

TEST_CASE("45: rows of a set operation are ordered by what is not selected, too") {
    const auto both = from("US").union_(from("GB"));
    const std::string hidden =
        R"((SELECT "artist"."name", "artist"."id" AS "__order0" FROM "orm"."artist" WHERE "artist"."country" = $1) UNION (SELECT "artist"."name", "artist"."id" AS "__order0" FROM "orm"."artist" WHERE "artist"."country" = $2))";
    CHECK(both.order_by("-id"_f, "name"_f).values_list("name"_f).sql() == hidden + " ORDER BY 2 DESC, 1 ASC");
    CHECK(both.values_list("name"_f).order_by("-id"_f).sql() == hidden + " ORDER BY 2 DESC");
    CHECK(both.values_list("name"_f).order_by("-pk"_f).sql() == hidden + " ORDER BY 2 DESC");
    CHECK(Track::vinyl().values("title"_f).union_().order_by("album__artist__name"_f).sql() ==
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

TEST_CASE("R17: querysets whose rows are locked, or have other columns, are not combined") {
    CHECK_THROWS_WITH(from("US").select_for_update().union_(from("GB")).sql(), Contains("locked"));
    CHECK_THROWS_WITH(from("US").union_(from("GB").select_for_share()).sql(), Contains("locked"));
    CHECK_THROWS_WITH(Album::vinyl().select_related("artist"_f).union_(Album::vinyl()).sql(), Contains("select_related()"));
    CHECK_NOTHROW(Album::vinyl().select_related("artist"_f).union_(Album::vinyl().select_related("artist"_f)).sql());
    CHECK_THROWS_WITH(from("US").union_(from("GB").using_("other")).sql(), Contains("'other'"));
}

}  // namespace set_operations_sql
