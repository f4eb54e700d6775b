// Conditions whose answer hangs on NULL, on rows that are not there, on groups or on subqueries, each test in both modes.
#include "integration/orm_models.hpp"

#include <algorithm>

using namespace shop;

namespace aliases {

using namespace vinyl::literals;

struct Leaf;

/// Called like the alias of a table that is joined to itself.
struct Node : vinyl::model<Node> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Node>> parent;
    vinyl::related<Leaf, "node"> leaves;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("T2"), vinyl::on_delete("parent"_f, vinyl::set_null),
                                      vinyl::ordering("id"_f)};
};

/// Called like the alias of a table in a subquery.
struct Leaf : vinyl::model<Leaf> {
    std::int64_t id{};
    vinyl::foreign_key<Node> node;
    std::string name;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("U0"), vinyl::on_delete("node"_f, vinyl::cascade),
                                      vinyl::ordering("id"_f)};
};

}  // namespace aliases

namespace {

/// filter() and exclude() by the condition: "title, title | title".
template <class Queryset, class C>
dual<std::string> parts(Queryset all, C condition) {
    const std::string with = co_await names(all.filter(condition));
    const std::string without = co_await names(all.exclude(condition));
    const std::string negated = co_await names(all.filter(!condition));
    CHECK(negated == without);
    co_return with + " | " + without;
}

}  // namespace

TEST_CASE("JP2: orm: what can be true without a related row loses no rows, on whichever side it stands") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await names(all.filter("title"_f == coalesce("producer__name"_f, "title"_f))) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter(coalesce("producer__name"_f, "title"_f) == "title"_f)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter("title"_f.between("A", coalesce("producer__name"_f, "Z")))) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter("stock"_f >= count("tracks"_f))) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(all.filter(count("tracks"_f) <= "stock"_f)) == "Kind of Blue, Giant Steps, Officium");
        const auto others = Album::vinyl().exclude("title"_f == "producer__name"_outer);
        CHECK(co_await names(all.filter("id"_f.in(others))) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.filter("title"_f == "producer__name"_f || "stock"_f == 3)) == "Giant Steps");
        CHECK(all.filter("title"_f > lower("producer__name"_f)).sql().find("INNER JOIN") != std::string::npos);
    });
}

TEST_CASE("AG12: orm: exclude by an aggregate is about groups") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await parts(all, count("tracks"_f) > 1) == "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all, 1 < count("tracks"_f)) == "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all, avg("tracks__seconds"_f) > 300) == "Kind of Blue, Milestones | Giant Steps, Officium");
        CHECK(co_await parts(all.annotate("n"_f = count("tracks"_f)).order_by("id"_f), "n"_f > 1) ==
              "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all, count("tracks"_f) > 1 && "stock"_f > 5) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.exclude(count("tracks"_f) > 1).filter("active"_f)) == "Milestones, Officium");
        // what is counted is not the row that the other condition means
        const std::string others = "Milestones, Giant Steps, Officium";
        CHECK(co_await names(all.exclude(count("tracks"_f) > 1, "tracks__title"_f = "So What")) == others);
        CHECK(co_await names(all.exclude("tracks__title"_f = "So What", count("tracks"_f) > 1)) == others);
        const std::int64_t left = co_await all.exclude(count("tracks"_f) > 1).count();
        CHECK(left == 2);
    });
}

TEST_CASE("X6, X10: orm: exclude over relations to many is NOT EXISTS wherever the path stands") {
    in_shop([]() -> dual<void> {
        co_await Album::vinyl().filter("id"_f == 3).update("title"_f = "John Coltrane");
        const auto all = Artist::vinyl();
        const std::string same_name = "John Coltrane | Jan Garbarek, Miles Davis, Nina Simone";
        CHECK(co_await parts(all, "name"_f == "albums__title"_f) == same_name);
        CHECK(co_await parts(all, "albums__title"_f == "name"_f) == same_name);
        CHECK(co_await parts(all, lower("name"_f) == lower("albums__title"_f)) == same_name);
        // both on one relation: the same related row
        CHECK(co_await parts(all, "albums__tracks__title"_f == "albums__title"_f) ==
              "Miles Davis | Jan Garbarek, John Coltrane, Nina Simone");
        // two relations
        CHECK(co_await parts(all, "albums__title"_f <= "produced__title"_f) ==
              "Jan Garbarek, John Coltrane | Miles Davis, Nina Simone");
    });
}

TEST_CASE("X6: orm: exclude asks the row itself again where a condition is true without a related row") {
    in_shop([]() -> dual<void> {
        const auto all = Artist::vinyl();
        CHECK(co_await parts(all, coalesce("biography__text"_f, "albums__title"_f, "name"_f) == "name"_f) ==
              "Nina Simone | Jan Garbarek, John Coltrane, Miles Davis");
        CHECK(co_await names(all.exclude("name"_f.between("A", "albums__title"_f))) == "John Coltrane, Nina Simone");
        // a relation that only a subquery speaks of
        const auto named_alike = Track::vinyl().filter("title"_f == "albums__title"_outer);
        CHECK(co_await names(all.filter(exists(named_alike)).distinct()) == "John Coltrane, Miles Davis");
        CHECK(co_await names(all.exclude(exists(named_alike))) == "Jan Garbarek, Nina Simone");
        const auto ids = Album::vinyl().filter("id"_f == "albums__id"_outer).values("artist"_f);
        CHECK(co_await names(all.exclude("id"_f.in(ids))) == "Nina Simone");
    });
}

TEST_CASE("X2, X3, X5: orm: each row is in filter or in exclude, NULL counting as not holding") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await parts(all, lower("producer__name"_f) == "john coltrane") ==
              "Milestones | Kind of Blue, Giant Steps, Officium");
        CHECK(co_await parts(all, "rating"_f * 2 > 9) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "stock"_f > "rating"_f) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "stock"_f > "rating"_f * 2) == " | Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "title"_f > "producer__name"_f) == "Milestones, Officium | Kind of Blue, Giant Steps");
        CHECK(co_await parts(all, "stock"_f.between(1, "rating"_f)) == "Giant Steps, Officium | Kind of Blue, Milestones");
        CHECK(co_await parts(all, "title"_f.in(Artist::vinyl().values("country"_f))) ==
              " | Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "meta_data__side__a"_f == 1) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "meta_data__live"_f == false) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "bought__hour"_f == 13) == "Kind of Blue | Milestones, Giant Steps, Officium");
        CHECK(co_await parts(all, "title"_f > Artist::vinyl().filter("id"_f == "producer"_outer).values("name"_f)) ==
              "Milestones, Officium | Kind of Blue, Giant Steps");
        CHECK(co_await parts(all.annotate("better"_f = "rating"_f + 1), "better"_f > 5.2) ==
              "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all.annotate("good"_f = "rating"_f > 4.2), "good"_f) ==
              "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all, ("rating"_f > 4.2) ^ ("producer__name"_f == "Jan Garbarek")) ==
              "Kind of Blue, Giant Steps, Officium | Milestones");
        CHECK(co_await parts(all, "producer__name__isnull"_f = true) == "Kind of Blue, Giant Steps | Milestones, Officium");
        CHECK(co_await parts(all, ("producer__name__isnull"_f = true) ^ ("producer__country__isnull"_f = true)) ==
              " | Kind of Blue, Milestones, Giant Steps, Officium");
    });
}

TEST_CASE("E10, E21: orm: what refers to the query from a subquery can order it, make it distinct and be set") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto tracks = Track::vinyl().filter("album"_f == "id"_outer);
        const auto ordered = all.order_by(exists(tracks), "id"_f);
        CHECK(co_await names(ordered) == "Officium, Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names(ordered.distinct(exists(tracks))) == "Officium, Kind of Blue");
        const auto long_tracks = Track::vinyl().filter("album"_f == "id"_outer, "seconds"_f > 300);
        CHECK(co_await names(all.order_by(exists(long_tracks), "id"_f).distinct(exists(long_tracks))) == "Giant Steps, Kind of Blue");
        const auto first = co_await ordered.first();
        CHECK(first->title == "Officium");
        const std::int64_t changed = co_await ordered.update("active"_f = exists(tracks));
        CHECK(changed == 4);
        CHECK(co_await names(all.exclude("active"_f)) == "Officium");
        auto blue = co_await all.get("id"_f = 1);
        co_await blue.update("active"_f = !exists(tracks));
        CHECK(co_await names(all.exclude("active"_f)) == "Kind of Blue, Officium");
        // inside another query, too
        CHECK(co_await names(Artist::vinyl().filter("id"_f.in(ordered.limit(1).values("artist"_f)))) == "Jan Garbarek");
        const auto newest = Album::vinyl().filter("artist"_f == "id"_outer).order_by(exists(tracks), "-id"_f).limit(1).values("title"_f);
        const auto artists = co_await Artist::vinyl().annotate("album"_f = newest).values_list("album"_f);
        REQUIRE(artists.size() == 4);
        CHECK(std::get<0>(artists[2]) == "Milestones");
        CHECK(std::get<0>(artists[3]) == std::nullopt);
        CHECK(co_await error_of<vinyl::usage_error>([&] { return Track::vinyl().order_by("album"_outer).count(); }) != "no error");
    });
}

TEST_CASE("T14, T15: orm: last, latest and earliest go by what they say") {
    in_shop([]() -> dual<void> {
        const auto last = co_await Artist::vinyl().order_by().last();
        CHECK(last->name == "Jan Garbarek");
        const auto all = Album::vinyl();
        const auto last_album = co_await all.order_by().last();
        CHECK(last_album->title == "Officium");
        CHECK((co_await all.reverse().latest("released"_f)).title == "Officium");
        CHECK((co_await all.reverse().earliest("released"_f)).title == "Milestones");
        CHECK((co_await all.order_by("-id"_f).latest("released"_f)).title == "Officium");
        CHECK((co_await all.latest("-released"_f)).title == "Milestones");
    });
}

TEST_CASE("R27, V13: orm: a slice can be neither updated nor erased, however many rows it has") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto why = co_await error_of<vinyl::usage_error>([&] { return all.limit(1).update("stock"_f = 1); });
        CHECK(why == "update() can not follow a slice");
        CHECK(co_await error_of<vinyl::usage_error>([&] { return all.limit(0).update("stock"_f = 1); }) == why);
        CHECK(co_await error_of<vinyl::usage_error>([&] { return all.none().limit(1).update("stock"_f = 1); }) == why);
        CHECK(co_await error_of<vinyl::usage_error>([&] { return all.limit(0).erase(); }) == "erase() can not follow a slice");
        const std::int64_t none = co_await all.none().update("stock"_f = 1);
        CHECK(none == 0);
    });
}

TEST_CASE("orm: tables may be called like vinyl's aliases") {
    using aliases::Leaf;
    using aliases::Node;
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await tests::sql("create schema orm");
        co_await vinyl::schema::create<Node, Leaf>();
        const auto root = co_await Node::vinyl().create("name"_f = "root");
        const auto child = co_await Node::vinyl().create("name"_f = "child", "parent"_f = root);
        co_await Leaf::vinyl().create("node"_f = child, "name"_f = "child");
        co_await Leaf::vinyl().create("node"_f = root, "name"_f = "other");
        const std::int64_t below_root = co_await Node::vinyl().filter("parent__name"_f == "root").count();
        CHECK(below_root == 1);
        const auto alike = co_await Leaf::vinyl().filter(exists(Node::vinyl().filter("id"_f == "node"_outer, "name"_f == "name"_outer)));
        REQUIRE(alike.size() == 1);
        CHECK(alike[0].name == "child");
        const auto deeper = co_await Leaf::vinyl().filter(
            exists(Leaf::vinyl().filter("name"_f == "child", "node__parent"_f == "node"_outer)));
        REQUIRE(deeper.size() == 1);
        CHECK(deeper[0].name == "other");
        const auto without = co_await Node::vinyl().exclude("leaves__name"_f == "name"_f);
        REQUIRE(without.size() == 1);
        CHECK(without[0].name == "root");
        const std::int64_t erased = co_await Leaf::vinyl().filter("node__parent__name"_f == "root").erase();
        CHECK(erased == 1);
    });
}
