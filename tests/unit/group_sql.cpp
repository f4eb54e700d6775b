// By what rows are grouped when they are annotated with aggregates, which conditions are about groups, and aggregates over
// aggregates: from querysets to SQL.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/functions.hpp>

#include <string>
#include <vector>

using namespace shop;

namespace {

/// What stands behind the select list.
template <class Rows>
std::string behind_from(const Rows& rows) {
    const std::string text = rows.order_by().sql();
    return text.substr(text.find(R"( FROM "orm"."album")") + 6);
}
template <class Rows>
std::string ordered(const Rows& rows) {
    const std::string text = rows.sql();
    return text.substr(text.find(" FROM ") + 6);
}

const std::string tracks = R"("orm"."album" LEFT JOIN "orm"."track" ON ("album"."id" = "track"."album_id"))";

}  // namespace

TEST_CASE("AG8: an aggregate groups by the model's key, and by annotations that are none") {
    const auto counted = Album::vinyl().annotate("n"_f = count("tracks"_f));
    CHECK(behind_from(counted) == tracks + R"( GROUP BY "album"."id")");
    CHECK(behind_from(Album::vinyl().annotate("year"_f = "released__year"_f, "n"_f = count("tracks"_f))) ==
          tracks + R"( GROUP BY "album"."id", 14)");
    CHECK(behind_from(counted.select_related("artist"_f)).ends_with(R"(GROUP BY "album"."id", "artist"."id")"));
}

TEST_CASE("AG9: values before annotate are the groups; behind it they name what of them is wanted") {
    CHECK(Album::vinyl().order_by().values("artist"_f).annotate("n"_f = count()).sql() ==
          R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "orm"."album" GROUP BY "album"."artist_id")");
    CHECK(Album::vinyl().order_by().annotate("n"_f = count("tracks"_f)).values("title"_f, "n"_f).sql() ==
          R"(SELECT "album"."title", COUNT("track"."id") AS "n" FROM )" + tracks + R"( GROUP BY "album"."id")");
    // a group with a parameter is named by its place, as each of them would be another one
    CHECK(Album::vinyl().values("class"_f = "price"_f > 10).annotate("n"_f = count()).order_by("class"_f).sql() ==
          R"(SELECT "album"."price" > $1 AS "class", COUNT(*) AS "n" FROM "orm"."album" GROUP BY 1 ORDER BY 1 ASC)");
}

TEST_CASE("AG10: an order splits groups, but not that which meta says") {
    CHECK(ordered(Album::vinyl().values("artist"_f).annotate("n"_f = count())) ==
          R"("orm"."album" GROUP BY "album"."artist_id")");
    CHECK(ordered(Album::vinyl().values("artist"_f).annotate("n"_f = count()).order_by("title"_f)) ==
          R"("orm"."album" GROUP BY "album"."artist_id", "album"."title" ORDER BY "album"."title" ASC)");
    CHECK(ordered(Album::vinyl().values("artist"_f).annotate("n"_f = count()).order_by("-n"_f)) ==
          R"("orm"."album" GROUP BY "album"."artist_id" ORDER BY 2 DESC)");
}

TEST_CASE("AG11: subqueries are grouped by, constants are not") {
    const auto newest = Track::vinyl().filter("album"_f = "id"_outer).order_by("-id"_f).limit(1).values("title"_f);
    CHECK(behind_from(Album::vinyl().annotate("last"_f = newest, "n"_f = count("tracks"_f))) ==
          tracks + R"( GROUP BY "album"."id", 14)");
    CHECK(behind_from(Album::vinyl().annotate("any"_f = exists(Track::vinyl().filter("album"_f = "id"_outer)),
                                              "n"_f = count("tracks"_f))) == tracks + R"( GROUP BY "album"."id", 14)");
    CHECK(behind_from(Album::vinyl().annotate("one"_f = vinyl::value(1), "n"_f = count("tracks"_f))) ==
          tracks + R"( GROUP BY "album"."id")");
    CHECK(behind_from(Album::vinyl().annotate("list"_f = array_subquery(Track::vinyl().filter("album"_f = "id"_outer)),
                                              "n"_f = count("tracks"_f))) == tracks + R"( GROUP BY "album"."id", 14)");
}

TEST_CASE("AG12: conditions on aggregates go to HAVING, and one that is mixed by OR as a whole") {
    const auto counted = Album::vinyl().annotate("n"_f = count("tracks"_f));
    CHECK(behind_from(counted.filter("n"_f > 2, "price"_f > 5)) ==
          tracks + R"( WHERE "album"."price" > $1 GROUP BY "album"."id" HAVING COUNT("track"."id") > $2)");
    const auto mixed = Album::vinyl().order_by().values("artist"_f).annotate("n"_f = count());
    CHECK(
        behind_from(mixed.filter("n"_f > 2 || "price"_f > 5)) ==
        R"("orm"."album" GROUP BY "album"."artist_id", "album"."price" HAVING (COUNT(*) > $1 OR "album"."price" > $2))");
    CHECK(
        behind_from(counted.filter(case_(when("n"_f > 2, "price"_f)).otherwise(0) > 5)) ==
        tracks +
            R"( GROUP BY "album"."id" HAVING CASE WHEN COUNT("track"."id") > $1 THEN "album"."price" ELSE $2 END > $3)");
}

TEST_CASE("AG14: aggregates over aggregates are calculated over a subquery, and not in one step") {
    const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f));
    CHECK_THROWS_WITH(counted.annotate("m"_f = sum("n"_f)).sql(),
                      Catch::Matchers::Contains("an aggregate can not be computed over another aggregate in one step"));
}
