// The rows below and above others, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/functions.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace shop;

namespace trees {

using namespace vinyl::literals;

/// Its key is two columns, one of them a text.
struct Folder : vinyl::model<Folder> {
    std::int64_t tenant{};
    std::string code;
    std::optional<vinyl::foreign_key<Folder, std::tuple<std::int64_t, std::string>>> inside;

    static constexpr vinyl::meta meta{vinyl::table("trees_folder"), vinyl::primary_key("tenant"_f, "code"_f)};
};

/// Its key is a text with a length.
struct Tag : vinyl::model<Tag> {
    std::string word;
    std::optional<vinyl::one_to_one<Tag, std::string>> wider;

    static constexpr vinyl::meta meta{vinyl::table("trees_tag"), vinyl::primary_key("word"_f), vinyl::max_length("word"_f, 10)};
};

}  // namespace trees

namespace {

using vinyl::depth_first;
using vinyl::include_self;
using vinyl::max_depth;

/// Persons 1 Ada; 2 Ben and 3 Cem below her; 4 Dee below Ben; 5 Eve below Dee; 6 Fay and 7 Gus below each other, 8 Hal below Gus.
void in_company(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await tests::sql(
            "insert into orm.person (name, boss_id) values ('Eve', 4), ('Fay', null), ('Gus', 6), ('Hal', 7)");
        co_await tests::sql("update orm.person set boss_id = 7 where name = 'Fay'");
        co_await body();
    });
}

/// `name depth, name depth`
template <class Rows>
std::string with_depth(const Rows& rows) {
    std::string all;
    for (const auto& row : rows) all += (all.empty() ? "" : ", ") + row.name + " " + std::to_string(row["depth"_f]);
    return all;
}

auto person(const std::string& name) { return Person::vinyl().filter("name"_f = name); }

}  // namespace

TEST_CASE("trees: orm: descendants, each once, with their depth") {
    in_company([]() -> dual<void> {
        const auto below = person("Ada").descendants("boss"_f);
        CHECK(with_depth(co_await below) == "Ben 1, Cem 1, Dee 2, Eve 3");  // by meta's ordering
        CHECK(with_depth(co_await person("Ada").descendants("boss"_f, include_self)) == "Ada 0, Ben 1, Cem 1, Dee 2, Eve 3");
        CHECK(with_depth(co_await person("Ada").descendants("boss"_f, max_depth(2), include_self)) == "Ada 0, Ben 1, Cem 1, Dee 2");
        CHECK(with_depth(co_await person("Ada").descendants("boss"_f, max_depth(0))) == "");
        CHECK(with_depth(co_await person("Ada").descendants("boss"_f, depth_first, include_self)) == "Ada 0, Ben 1, Dee 2, Eve 3, Cem 1");
        CHECK(with_depth(co_await person("Eve").descendants("boss"_f)) == "");
        CHECK(with_depth(co_await person("Nobody").descendants("boss"_f, include_self)) == "");
        CHECK(with_depth(co_await person("Ada").only("name"_f, "boss__name"_f).descendants("boss"_f)) == "Ben 1, Cem 1, Dee 2, Eve 3");
        CHECK((co_await person("Ada").defer("name"_f).descendants("boss"_f).only("name"_f)).at(3)["name"_f] == "Eve");
        // begun with several, some below others
        CHECK(with_depth(co_await Person::vinyl().filter("name"_f.in("Ada", "Ben")).descendants("boss"_f)) == "Ben 1, Cem 1, Dee 1, Eve 2");
        CHECK(with_depth(co_await Person::vinyl().filter("name"_f.in("Ada", "Ben")).descendants("boss"_f, include_self)) ==
              "Ada 0, Ben 0, Cem 1, Dee 1, Eve 2");
        CHECK(with_depth(co_await Person::vinyl().order_by("-id"_f).filter("boss"_f = 1).limit(1).descendants("boss"_f, include_self)) == "Cem 0");
        // those that a start finds itself stand with it, by its key, wherever the start is found
        co_await tests::sql("update orm.person set boss_id = 8 where name = 'Ada'");
        CHECK(with_depth(co_await Person::vinyl().filter("name"_f.in("Ada", "Hal")).descendants("boss"_f, depth_first)) ==
              "Ben 1, Dee 2, Eve 3, Cem 1, Ada 1");
        co_await tests::sql("update orm.person set boss_id = null where name = 'Ada'");
        // by groups of calculated values, of which two counts are computed apart
        const auto grouped = co_await below.order_by().values("i"_f = "name"_f.slice(0, 1)).annotate("n"_f = count("staff"_f), "m"_f = count("staff__staff"_f)).order_by("i"_f);
        std::string groups;
        for (const auto& row : grouped) groups += row["i"_f] + std::to_string(row["n"_f]) + std::to_string(row["m"_f]) + " ";
        CHECK(groups == "B11 C00 D10 E00 ");
        // and all that goes on
        CHECK(with_depth(co_await below.filter("depth"_f <= 2).order_by("-depth"_f, "name"_f)) == "Dee 2, Ben 1, Cem 1");
        CHECK(with_depth(co_await below.exclude("depth"_f = 1)) == "Dee 2, Eve 3");
        CHECK(with_depth(co_await below.slice(1, 3)) == "Cem 1, Dee 2");
        CHECK(co_await below.count() == 4);
        CHECK(co_await below.filter("depth"_f > 3).exists() == false);
        CHECK((co_await below.get("name"_f = "Eve"))["depth"_f] == 3);
        CHECK((co_await below.latest("depth"_f)).name == "Eve");
        CHECK((co_await below.last())->name == "Eve");
        CHECK(co_await below.aggregate(max("depth"_f)) == 3);
        CHECK(co_await below.aggregate(count("staff"_f)) == 2);
        CHECK(co_await below.order_by().values("depth"_f).annotate("n"_f = count("id"_f)).filter("n"_f > 1).count() == 1);
        const auto counted = co_await below.annotate("n"_f = count("staff"_f), "m"_f = count("staff__staff"_f));
        REQUIRE(counted.size() == 4);
        CHECK((counted[0]["n"_f] == 1 && counted[0]["m"_f] == 1 && counted[3]["n"_f] == 0));
        CHECK(co_await names(Person::vinyl().filter("id"_f.in(below.filter("depth"_f = 1)))) == "Ben, Cem");
        CHECK(co_await names(Person::vinyl().filter("boss"_f.in(below))) == "Dee, Eve");
        CHECK((co_await Person::vinyl().filter("id"_f = 8).values_list("n"_f = below.order_by("-depth"_f).limit(1).values("name"_f)).get()) == std::tuple(std::optional<std::string>("Eve")));
        CHECK(with_depth(co_await below.union_(person("Eve").ancestors("boss"_f)).order_by("name"_f, "depth"_f)) == "Ada 3, Ben 1, Ben 2, Cem 1, Dee 1, Dee 2, Eve 3");
        CHECK(with_depth(co_await below.annotate("place"_f = rank().over(order_by("-depth"_f))).filter("place"_f <= 2)) == "Dee 2, Eve 3");
        std::string streamed;
        auto rows = below.iterator(2);
        while (auto* row = co_await rows.next()) streamed += row->name;
        CHECK(streamed == "BenCemDeeEve");
        CHECK((co_await below.explain()).find("Recursive Union") != std::string::npos);
        CHECK((co_await below.in_bulk()).size() == 4);
        const auto related = co_await below.select_related("boss"_f).filter("name"_f = "Eve");
        CHECK(related.at(0).boss->operator*().name == "Dee");
        CHECK(co_await below.filter("depth"_f > 1).update("name"_f = concat("name"_f, "!")) == 2);
        CHECK(co_await names(Person::vinyl().filter("name"_f.endswith("!"))) == "Dee!, Eve!");
        CHECK(co_await below.filter("depth"_f > 2).erase() == 1);
        CHECK(co_await below.count() == 3);
    });
}

TEST_CASE("trees: orm: ancestors, and circles that end") {
    in_company([]() -> dual<void> {
        CHECK(with_depth(co_await person("Eve").ancestors("boss"_f)) == "Ada 3, Ben 2, Dee 1");
        CHECK(with_depth(co_await person("Eve").ancestors("boss"_f, include_self, max_depth(1))) == "Dee 1, Eve 0");
        CHECK(with_depth(co_await person("Eve").ancestors("boss"_f, depth_first)) == "Dee 1, Ben 2, Ada 3");
        CHECK(with_depth(co_await person("Ada").ancestors("boss"_f)) == "");
        // Fay and Gus are each other's boss: of one of them the other is above and below it
        CHECK(with_depth(co_await person("Fay").descendants("boss"_f)) == "Gus 1, Hal 2");
        CHECK(with_depth(co_await person("Fay").descendants("boss"_f, include_self)) == "Fay 0, Gus 1, Hal 2");
        CHECK(with_depth(co_await person("Hal").ancestors("boss"_f)) == "Fay 2, Gus 1");
        CHECK(with_depth(co_await Person::vinyl().filter("name"_f.in("Fay", "Gus")).ancestors("boss"_f)) == "Fay 1, Gus 1");
        co_await tests::sql("update orm.person set boss_id = 1 where name = 'Ada'");  // her own
        CHECK(with_depth(co_await person("Ada").descendants("boss"_f)) == "Ben 1, Cem 1, Dee 2, Eve 3");
        CHECK(with_depth(co_await person("Eve").ancestors("boss"_f)) == "Ada 3, Ben 2, Dee 1");
        CHECK(co_await Person::vinyl().descendants("boss"_f, include_self).count() == 8);
        // one of what the other finds: the siblings of Dee's boss, and all below
        CHECK(with_depth(co_await person("Dee").ancestors("boss"_f).filter("depth"_f = 2).descendants("boss"_f)) == "Ben 1, Cem 1, Dee 2, Eve 3");
    });
}

TEST_CASE("trees: orm: keys of several columns, and keys that are texts") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await vinyl::schema::drop<trees::Folder, trees::Tag>();
        co_await vinyl::schema::create<trees::Folder, trees::Tag>();
        co_await tests::sql(
            "insert into trees_folder values (1, 'a', null, null), (1, 'b', 1, 'a'), (1, 'c', 1, 'b'), (2, 'a', null, null),"
            " (2, 'b', 2, 'a'), (2, 'c', 1, 'c')");
        const auto codes = [](const auto& rows) {
            std::string all;
            for (const auto& row : rows) all += row.code + std::to_string(row.tenant) + " " + std::to_string(row["depth"_f]) + ";";
            return all;
        };
        const auto folders = trees::Folder::vinyl();
        const auto found = co_await folders.filter("tenant"_f = 1, "code"_f = "a").descendants("inside"_f).order_by("depth"_f);
        CHECK(codes(found) == "b1 1;c1 2;c2 3;");
        const auto above = co_await folders.filter("tenant"_f = 2, "code"_f = "c").ancestors("inside"_f, include_self).order_by("-depth"_f);
        CHECK(codes(above) == "a1 3;b1 2;c1 1;c2 0;");
        const auto first = co_await folders.filter("tenant"_f = 2).descendants("inside"_f, include_self, depth_first);
        CHECK(codes(first) == "a2 0;b2 0;c2 0;");

        co_await tests::sql("insert into trees_tag values ('music', null), ('jazz', 'music'), ('bebop', 'jazz')");
        std::string tags;
        const auto narrower = co_await trees::Tag::vinyl().filter("word"_f = "music").descendants("wider"_f).order_by("depth"_f);
        for (const auto& row : narrower) tags += row.word + ";";
        const auto wider = co_await trees::Tag::vinyl().filter("word"_f = "bebop").ancestors("wider"_f).order_by("depth"_f);
        for (const auto& row : wider) tags += row.word + ";";
        CHECK(tags == "jazz;bebop;jazz;music;");
    });
}
