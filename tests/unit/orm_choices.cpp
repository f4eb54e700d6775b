// Conditions and orderings that are chosen by name at run time.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/choices.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

const auto filters = vinyl::filter_choices<Album>(
    "title"_f, "title__icontains"_f, "price__lt"_f, "stock__in"_f, "released__year"_f, "price__range"_f, "rating__isnull"_f, "kind"_f,
    "active"_f, "artist"_f, "from"_f = "released__gte"_f, "tracks__seconds__gt"_f, "bought__lt"_f, "stock__contains"_f, "rating__gte"_f);
const auto sorting = vinyl::sort_choices<Album>("title"_f, "artist"_f = "artist__name"_f, "left"_f = "stock"_f * 2);

std::string condition(const std::string& name, const std::string& value) {
    const std::string text = Album::vinyl().filter(filters(name, value)).order_by().values_list("id"_f).sql();
    const std::size_t where = text.find(" WHERE ");
    return where == text.npos ? "" : text.substr(where + 7);
}

std::string order(const std::string& by) {
    const std::string text = Album::vinyl().order_by(sorting(by)).values_list("id"_f).sql();
    const std::size_t at = text.find(" ORDER BY ");
    return at == text.npos ? "" : text.substr(at + 10);
}

}  // namespace

TEST_CASE("choices: conditions by name") {
    CHECK(condition("title", "x") == R"("album"."title" = $1)");
    CHECK(condition("title__icontains", "x") == R"(UPPER("album"."title") LIKE UPPER($1))");
    CHECK(condition("price__lt", "9.99") == R"("album"."price" < $1)");
    CHECK(condition("stock__in", "1,2,3") == R"("album"."stock" = ANY($1))");
    CHECK(condition("released__year", "1959") == R"(("album"."released" >= $1 AND "album"."released" < $2))");
    CHECK(condition("price__range", "1,2.5") == R"("album"."price" BETWEEN $1 AND $2)");
    CHECK(condition("rating__isnull", "yes") == R"("album"."rating" IS NULL)");
    CHECK(condition("rating__isnull", "0") == R"("album"."rating" IS NOT NULL)");
    CHECK(condition("kind", "single") == R"("album"."kind" = $1)");
    CHECK(condition("active", "true") == R"("album"."active")");
    CHECK(condition("artist", "7") == R"("album"."artist_id" = $1)");
    CHECK(condition("from", "1959-08-17") == R"("album"."released" >= $1)");
    CHECK(condition("tracks__seconds__gt", "300") == R"("track"."seconds" > $1)");
    CHECK(condition("bought__lt", "2024-02-29T13:45:30Z") == R"("album"."bought" < $1)");
    CHECK(condition("stock__contains", "4") == R"("album"."stock"::text LIKE $1)");
    CHECK(condition("rating__gte", "4.5") == R"("album"."rating" >= $1)");
}

TEST_CASE("choices: several conditions") {
    const std::map<std::string, std::string> chosen{{"active", "false"}, {"price__lt", "10"}};
    CHECK(Album::vinyl().filter(filters.all_of(chosen)).order_by().values_list("id"_f).sql() ==
          R"(SELECT "album"."id" FROM "orm"."album" WHERE NOT "album"."active" AND "album"."price" < $1)");
    CHECK(filters.all_of(std::vector<std::pair<std::string, std::string>>{}).empty());
    CHECK(filters.has("from"));
    CHECK_FALSE(filters.has("released__gte"));
}

TEST_CASE("choices: orderings by name") {
    CHECK(order("title") == R"("album"."title" ASC)");
    CHECK(order("-title,artist") == R"("album"."title" DESC, "artist"."name" ASC)");
    CHECK(order("-left") == R"(("album"."stock" * $1) DESC)");
    CHECK(order("") == R"("album"."id" ASC)");  // what meta says
    CHECK(sorting.has("artist"));
    CHECK_FALSE(sorting.has("-artist"));
}

TEST_CASE("choices: what is none says which there are, and what is no value what is expected") {
    CHECK_THROWS_WITH(order("price"), Contains(R"(choice: "price" can not be read; expected one of title, artist, left)"));
    CHECK_THROWS_AS(order("--title"), vinyl::data_error);
    CHECK_THROWS_AS(order("title;drop table album"), vinyl::data_error);
    CHECK_THROWS_AS(filters("", ""), vinyl::data_error);
    CHECK_THROWS_AS(filters("released__gte", "1959-08-17"), vinyl::data_error);
    CHECK_THROWS_WITH(filters("price__lt", "cheap"), Contains("cheap"));
    CHECK_THROWS_WITH(filters("stock__in", "1,,3"), Contains("a whole number"));
    CHECK_THROWS_WITH(filters("stock__in", "99999999999"), Contains("a whole number"));
    CHECK_THROWS_WITH(filters("price__range", "1"), Contains("two values"));
    CHECK_THROWS_WITH(filters("active", "maybe"), Contains("true or false"));
    CHECK_THROWS_WITH(filters("kind", "double"), Contains("the name of one of its values"));
    CHECK_THROWS_WITH(filters("from", "yesterday"), Contains("yesterday"));
    CHECK_THROWS_WITH(filters("rating__gte", "4.5x"), Contains("a number"));
}

namespace {

const auto columns = vinyl::column_choices<Album>("title"_f, "price"_f, "artist"_f = "artist__name"_f, "twice"_f = "stock"_f * 2,
                                                  "year"_f = "released__year"_f);

std::string chosen(const std::string& text) { return Album::vinyl().values(columns(text)).order_by().sql(); }

}  // namespace

TEST_CASE("choices: columns by name") {
    CHECK(chosen("title") == R"(SELECT "album"."title" FROM "orm"."album")");
    CHECK(chosen("price,title") == R"(SELECT "album"."title", "album"."price" FROM "orm"."album")");
    CHECK(chosen("price,title") == chosen("title,price,title"));
    CHECK(chosen("artist") ==
          R"(SELECT "artist"."name" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    CHECK(chosen("twice,title") == R"(SELECT "album"."title", ("album"."stock" * $1) AS "twice" FROM "orm"."album")");
    CHECK(chosen("") == chosen("title,price,artist,twice,year"));
    CHECK(columns.has("artist"));
    CHECK_FALSE(columns.has("artist__name"));
    const auto counted = vinyl::column_choices<Album>("title"_f, "n"_f = vinyl::count("tracks"_f));
    CHECK(Album::vinyl().values(counted("n,title")).order_by().sql() ==
          R"(SELECT "album"."title", COUNT("track"."id") AS "n" FROM "orm"."album" LEFT JOIN "orm"."track" ON ("album"."id" = )"
          R"("track"."album_id") GROUP BY "album"."id")");
}

TEST_CASE("choices: set operations are of the same columns, whether there are rows or not") {
    const auto albums = Album::vinyl();
    const auto nothing = albums.filter("id"_f.in(std::vector<std::int64_t>{}));
    CHECK_THROWS_WITH(nothing.values(columns("artist")).union_(albums.values(columns("title,artist"))),
                      Contains("values() takes the same choice of columns in each"));
    CHECK_THROWS_AS(albums.values(columns("title")).union_(albums.values(columns("artist"))), vinyl::usage_error);
    CHECK_THROWS_AS(albums.values(columns("title")).difference(albums.values(columns("title")), albums.values(columns(""))),
                    vinyl::usage_error);
    CHECK_THROWS_AS(albums.values(columns("title")).union_().union_all(albums.values(columns("artist"))), vinyl::usage_error);
    CHECK_NOTHROW(albums.values(columns("")).union_(albums.values(columns("title,price,artist,twice,year"))));
    CHECK(albums.values(columns("title")).union_(albums.values(columns("title"))).sql() ==
          albums.values("title"_f).union_(albums.values("title"_f)).sql());
}

TEST_CASE("choices: columns that are none say which there are") {
    CHECK_THROWS_WITH(columns("id"), Contains(R"(choice: "id" can not be read; expected one of title, price, artist, twice, year)"));
    CHECK_THROWS_AS(columns("title;drop table album"), vinyl::data_error);
    CHECK_THROWS_AS(columns("title,,price"), vinyl::data_error);
    CHECK_THROWS_AS(columns(" title"), vinyl::data_error);
    CHECK_THROWS_AS(columns("\"title\""), vinyl::data_error);
}
