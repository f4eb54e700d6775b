// Aggregates over different relations, from a queryset to its text, without a server.
#include "support/catch.hpp"

#include <vinyl/functions.hpp>
#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace separate {

using namespace vinyl::literals;

struct Book;
struct Prize;

struct Author : vinyl::model<Author> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Book, "author"> books;
    vinyl::related<Prize, "author"> prizes;
};

struct Page;

struct Book : vinyl::model<Book> {
    std::int64_t id{};
    std::string title;
    vinyl::decimal price;
    vinyl::foreign_key<Author> author;
    vinyl::related<Page, "book"> pages;
};

struct Page : vinyl::model<Page> {
    std::int64_t id{};
    std::int32_t words{};
    vinyl::foreign_key<Book> book;
};

struct Prize : vinyl::model<Prize> {
    std::int64_t id{};
    std::int32_t year{};
    vinyl::foreign_key<Author> author;
};

}  // namespace separate

using namespace separate;

namespace {

/// How the subquery for an aggregate over a relation of authors is written.
std::string of_author(const std::string& aggregate, const std::string& table) {
    return "(SELECT " + aggregate + R"( FROM "author" "U0" LEFT JOIN ")" + table + R"(" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U0"."id" = "author"."id"))";
}
const std::string books = of_author(R"(COUNT("U1"."id"))", "book"), prizes = of_author(R"(COUNT("U1"."id"))", "prize");

}  // namespace

TEST_CASE("AG13: aggregates over different relations are computed apart") {
    const auto both = Author::vinyl().annotate("b"_f = count("books"_f), "p"_f = count("prizes"_f));
    CHECK(both.sql() == R"(SELECT "author"."id", "author"."name", "author"."country", )" + books + R"( AS "b", )" + prizes + R"( AS "p" FROM "author")");
    CHECK(both.filter("b"_f > 3).order_by("-p"_f).values("name"_f, "p"_f).sql() ==
          R"(SELECT "author"."name", )" + prizes + R"( AS "p" FROM "author" WHERE )" + books + R"( > $1 ORDER BY 2 DESC)");
    CHECK(Author::vinyl().filter(count("books"_f) > count("prizes"_f)).values_list("name"_f).sql() ==
          R"(SELECT "author"."name" FROM "author" WHERE )" + books + " > " + prizes);
    // one behind the other
    CHECK(Author::vinyl().annotate("b"_f = count("books"_f), "w"_f = sum("books__pages__words"_f)).values("b"_f, "w"_f).sql() ==
          "SELECT " + books + R"( AS "b", (SELECT SUM("U2"."words") FROM "author" "U0" LEFT JOIN "book" "U1" ON ("U0"."id" = "U1"."author_id") LEFT JOIN "page" "U2" ON ("U1"."id" = "U2"."book_id") WHERE "U0"."id" = "author"."id") AS "w" FROM "author")");
    // what is of the row itself is not repeated
    CHECK(Book::vinyl().annotate("n"_f = count("pages"_f), "s"_f = sum("price"_f)).values("n"_f, "s"_f).sql() ==
          R"(SELECT (SELECT COUNT("U1"."id") FROM "book" "U0" LEFT JOIN "page" "U1" ON ("U0"."id" = "U1"."book_id") WHERE "U0"."id" = "book"."id") AS "n", SUM("book"."price") AS "s" FROM "book" GROUP BY "book"."id")");
    // a window over them
    CHECK(both.annotate("place"_f = rank().over(order_by("-b"_f))).values("place"_f).sql() ==
          "SELECT RANK() OVER (ORDER BY " + books + R"( DESC) AS "place" FROM "author")");
}

TEST_CASE("AG13: what a window is calculated of stays joined") {
    const auto rows = Author::vinyl().annotate("b"_f = count("books"_f), "p"_f = count("prizes"_f), "w"_f = sum("books__price"_f).over());
    CHECK(rows.values("p"_f, "w"_f).sql() ==
          "SELECT " + prizes + R"( AS "p", SUM("book"."price") OVER () AS "w" FROM "author" LEFT JOIN "book" ON ("author"."id" = "book"."author_id") GROUP BY "author"."id", "book"."price")");
}

TEST_CASE("AG13: aggregates that are not in each other's way stay in one query") {
    const auto authors = Author::vinyl();
    CHECK(authors.annotate("b"_f = count("books"_f), "s"_f = sum("books__price"_f)).values("b"_f, "s"_f).sql() ==
          R"(SELECT COUNT("book"."id") AS "b", SUM("book"."price") AS "s" FROM "author" LEFT JOIN "book" ON ("author"."id" = "book"."author_id") GROUP BY "author"."id")");
    // equal values once more make no difference to these
    const std::string joined = R"( FROM "author" LEFT JOIN "book" ON ("author"."id" = "book"."author_id") LEFT JOIN "prize" ON ("author"."id" = "prize"."author_id") GROUP BY "author"."id")";
    CHECK(authors.annotate("b"_f = min("books__price"_f), "p"_f = max("prizes__year"_f)).values("b"_f, "p"_f).sql() ==
          R"(SELECT MIN("book"."price") AS "b", MAX("prize"."year") AS "p")" + joined);
    CHECK(authors.annotate("b"_f = bool_or("books__price"_f > 9), "p"_f = bit_and("prizes__year"_f)).values("b"_f, "p"_f).sql() ==
          R"(SELECT BOOL_OR("book"."price" > $1) AS "b", BIT_AND("prize"."year") AS "p")" + joined);
    CHECK(authors.annotate("b"_f = count("books"_f).distinct(), "p"_f = count("prizes"_f).distinct()).values("b"_f, "p"_f).sql() ==
          R"(SELECT COUNT(DISTINCT "book"."id") AS "b", COUNT(DISTINCT "prize"."id") AS "p")" + joined);
}

TEST_CASE("AG13: groups of calculated values, which a subquery can not name before they are columns") {
    const auto by_name = Author::vinyl().values("c"_f = lower("name"_f)).annotate("b"_f = count("books"_f), "p"_f = count("prizes"_f));
    const auto of_group = [](const std::string& table) {
        return R"((SELECT COUNT("U1"."id") FROM "author" "U0" LEFT JOIN ")" + table + R"(" "U1" ON ("U0"."id" = "U1"."author_id") WHERE LOWER("U0"."name") IS NOT DISTINCT FROM "group_keys"."__key0"))";
    };
    const std::string keys = R"( FROM "author" CROSS JOIN LATERAL (SELECT LOWER("author"."name") AS "__key0") "group_keys")";
    CHECK(by_name.filter("p"_f > 1).order_by("-b"_f).sql() ==
          R"(SELECT "group_keys"."__key0" AS "c", )" + of_group("book") + R"( AS "b", )" + of_group("prize") + R"( AS "p")" + keys +
              " WHERE " + of_group("prize") + " > $1 GROUP BY 1 ORDER BY 2 DESC");
    CHECK(by_name.annotate("place"_f = rank().over(order_by("-b"_f))).filter("place"_f = 1).values("c"_f).sql() ==
          R"(SELECT "__col0" AS "c" FROM (SELECT "group_keys"."__key0" AS "__col0", RANK() OVER (ORDER BY )" + of_group("book") +
              R"( DESC) AS "__col1")" + keys + R"( GROUP BY 1) "qualify" WHERE "__col1" = $1)");
    // beside a plain one; the same value is the same parameter
    CHECK(Book::vinyl().values("author__country"_f, "n"_f = length("title"_f) + 1).annotate("p"_f = count("pages"_f), "s"_f = sum("price"_f)).sql() ==
          R"(SELECT "author"."country", "group_keys"."__key0" AS "n", (SELECT COUNT("U2"."id") FROM "book" "U0" INNER JOIN "author" "U1" ON ("U0"."author_id" = "U1"."id") LEFT JOIN "page" "U2" ON ("U0"."id" = "U2"."book_id") )"
          R"(WHERE "U1"."country" IS NOT DISTINCT FROM "author"."country" AND (LENGTH("U0"."title") + $1) IS NOT DISTINCT FROM "group_keys"."__key0") AS "p", SUM("book"."price") AS "s" )"
          R"(FROM "book" INNER JOIN "author" ON ("book"."author_id" = "author"."id") CROSS JOIN LATERAL (SELECT (LENGTH("book"."title") + $1) AS "__key0") "group_keys" GROUP BY "author"."country", 2)");
    // one that stays joined, and names the key
    CHECK(Book::vinyl().values("t"_f = lower("title"_f)).annotate("p"_f = count("pages"_f), "s"_f = sum("price"_f).filter(("t"_f = "x") && ("author__country"_f = "US"))).values("s"_f, "p"_f).sql() ==
          R"(SELECT SUM("book"."price") FILTER (WHERE ("group_keys"."__key0" = $1 AND "author"."country" = $2)) AS "s", (SELECT COUNT("U1"."id") FROM "book" "U0" LEFT JOIN "page" "U1" ON ("U0"."id" = "U1"."book_id") WHERE LOWER("U0"."title") IS NOT DISTINCT FROM "group_keys"."__key0") AS "p" )"
          R"(FROM "book" INNER JOIN "author" ON ("book"."author_id" = "author"."id") CROSS JOIN LATERAL (SELECT LOWER("book"."title") AS "__key0") "group_keys" GROUP BY "group_keys"."__key0")");
    // of what is related: with the rows of that, not as often as there are
    CHECK(Author::vinyl().values("c"_f = "books__price"_f * 2).annotate("n"_f = count(), "p"_f = count("prizes"_f)).sql() ==
          R"(SELECT "group_keys"."__key0" AS "c", COUNT(*) AS "n", (SELECT COUNT("U1"."id") FROM "author" "U0" LEFT JOIN "prize" "U1" ON ("U0"."id" = "U1"."author_id") )"
          R"(WHERE EXISTS(SELECT 1 FROM "author" "V0" LEFT JOIN "book" "V1" ON ("V0"."id" = "V1"."author_id") WHERE "V0"."id" = "U0"."id" AND ("V1"."price" * $1) IS NOT DISTINCT FROM "group_keys"."__key0")) AS "p" )"
          R"(FROM "author" LEFT JOIN "book" ON ("author"."id" = "book"."author_id") CROSS JOIN LATERAL (SELECT ("book"."price" * $1) AS "__key0") "group_keys" GROUP BY 1)");
}

TEST_CASE("AG13: conditions made before mean the rows of their own relation") {
    const auto authors = Author::vinyl();
    const auto counted = [](const auto& rows) {
        return rows.annotate("b"_f = count("books"_f), "p"_f = count("prizes"_f)).values("b"_f, "p"_f).sql();
    };
    // M6: those that the condition chose are counted, and repeat nothing else
    CHECK(counted(authors.filter("books__price"_f < 10)) ==
          R"(SELECT COUNT("book"."id") AS "b", )" + prizes + R"( AS "p" FROM "author" INNER JOIN "book" ON ("author"."id" = "book"."author_id") WHERE "book"."price" < $1 GROUP BY "author"."id")");
    CHECK(authors.filter("prizes__year"_f > 1999).annotate("b"_f = count("books"_f)).values("b"_f).sql() ==
          "SELECT " + books + R"( AS "b" FROM "author" INNER JOIN "prize" ON ("author"."id" = "prize"."author_id") WHERE "prize"."year" > $1 GROUP BY "author"."id")");
    // the same value is the same parameter
    CHECK(counted(authors.filter("books__price"_f < 10, "prizes__year"_f > 1999)) ==
          R"(SELECT (SELECT COUNT("U1"."id") FROM "author" "U0" INNER JOIN "book" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U1"."price" < $1 AND "U0"."id" = "author"."id") AS "b", )"
          R"((SELECT COUNT("U1"."id") FROM "author" "U0" INNER JOIN "prize" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U1"."year" > $2 AND "U0"."id" = "author"."id") AS "p" )"
          R"(FROM "author" INNER JOIN "book" ON ("author"."id" = "book"."author_id") INNER JOIN "prize" ON ("author"."id" = "prize"."author_id") WHERE "book"."price" < $1 AND "prize"."year" > $2 GROUP BY "author"."id")");
    // one about both: of the books those are counted for which there is a prize that makes it true
    CHECK(counted(authors.filter("books__price"_f < 10 || "prizes__year"_f > 1999)) ==
          R"(SELECT (SELECT COUNT("U1"."id") FROM "author" "U0" LEFT JOIN "book" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U0"."id" = "author"."id" AND EXISTS(SELECT 1 FROM "author" "V0" LEFT JOIN "prize" "V1" ON ("V0"."id" = "V1"."author_id") WHERE "V0"."id" = "U0"."id" AND ("U1"."price" < $1 OR "V1"."year" > $2))) AS "b", )"
          R"((SELECT COUNT("U1"."id") FROM "author" "U0" LEFT JOIN "prize" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U0"."id" = "author"."id" AND EXISTS(SELECT 1 FROM "author" "V0" LEFT JOIN "book" "V1" ON ("V0"."id" = "V1"."author_id") WHERE "V0"."id" = "U0"."id" AND ("V1"."price" < $1 OR "U1"."year" > $2))) AS "p" )"
          R"(FROM "author" LEFT JOIN "book" ON ("author"."id" = "book"."author_id") LEFT JOIN "prize" ON ("author"."id" = "prize"."author_id") WHERE ("book"."price" < $1 OR "prize"."year" > $2) GROUP BY "author"."id")");
}

TEST_CASE("AG13: groups, and all rows") {
    // what hangs on the rows that are counted is joined to those rows
    CHECK(Author::vinyl().filter("books__pages__words"_f > 7).annotate("b"_f = count("books"_f)).values("b"_f).sql() ==
          R"(SELECT (SELECT COUNT("U1"."id") FROM "author" "U0" INNER JOIN "book" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U0"."id" = "author"."id" AND )"
          R"(EXISTS(SELECT 1 FROM "author" "V0" INNER JOIN "book" "V1" ON ("V0"."id" = "V1"."author_id") INNER JOIN "page" "V2" ON ("V1"."id" = "V2"."book_id") WHERE "V0"."id" = "U0"."id" AND "V1"."id" = "U1"."id" AND "V2"."words" > $1)) AS "b" )"
          R"(FROM "author" INNER JOIN "book" ON ("author"."id" = "book"."author_id") INNER JOIN "page" ON ("book"."id" = "page"."book_id") WHERE "page"."words" > $1 GROUP BY "author"."id")");
    CHECK(Book::vinyl().filter("price"_f > 3).values("author__country"_f).annotate("n"_f = count(), "p"_f = count("pages"_f)).order_by("-p"_f).limit(2).sql() ==
          R"(SELECT "author"."country", COUNT(*) AS "n", (SELECT COUNT("U2"."id") FROM "book" "U0" INNER JOIN "author" "U1" ON ("U0"."author_id" = "U1"."id") LEFT JOIN "page" "U2" ON ("U0"."id" = "U2"."book_id") WHERE "U0"."price" > $1 AND "U1"."country" IS NOT DISTINCT FROM "author"."country") AS "p" )"
          R"(FROM "book" INNER JOIN "author" ON ("book"."author_id" = "author"."id") WHERE "book"."price" > $1 GROUP BY "author"."country" ORDER BY 3 DESC LIMIT $2)");
    const auto inner = Author::vinyl().annotate("b"_f = count("books"_f), "p"_f = count("prizes"_f)).filter("b"_f == "p"_f);
    CHECK(Book::vinyl().filter("author"_f.in(inner)).values_list("title"_f).sql() ==
          R"(SELECT "book"."title" FROM "book" WHERE "book"."author_id" IN (SELECT "U0"."id" FROM "author" "U0" WHERE (SELECT COUNT("V1"."id") FROM "author" "V0" LEFT JOIN "book" "V1" ON ("V0"."id" = "V1"."author_id") WHERE "V0"."id" = "U0"."id") = (SELECT COUNT("V1"."id") FROM "author" "V0" LEFT JOIN "prize" "V1" ON ("V0"."id" = "V1"."author_id") WHERE "V0"."id" = "U0"."id")))");
}
