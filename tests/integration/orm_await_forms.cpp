// Every documented form of co_await in one full expression, in asio::awaitable and in dual coroutines. This is for
// AddressSanitizer: g++ 12 miscompiles some temporaries beside a co_await, and none of these may be among them.
#include "integration/orm_models.hpp"

#include <vinyl/db/atomic.hpp>

#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

using namespace shop;

namespace {

/// The forms, in a coroutine of type R: the same text for both.
template <class R, class Performer = Artist>
R forms() {
    Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
    CHECK(miles.name == "Miles Davis");
    const std::string owned = "a text that is longer than the small string optimisation";
    // temporaries that own memory, and objects, in conditions
    const auto none = co_await Album::vinyl().filter("title"_f = std::string(owned), "title"_f != owned + "!");
    CHECK(none.empty());
    const std::int64_t one = co_await Album::vinyl().filter("title"_f == "Milestones" && "artist"_f == miles).count();
    CHECK(one == 1);
    if constexpr (!vinyl::detail::temporaries_are_destroyed_twice) {  // where they are, it does not compile
        const std::int64_t his =
            co_await Album::vinyl().filter("artist"_f == Performer{.id = 1, .name = owned, .country = owned}).count();
        CHECK(his == 2);
    }
    const bool cheap = co_await Album::vinyl().filter("artist"_f = miles, "price"_f < decimal("10.00")).exists();
    CHECK(cheap);
    const std::vector<Album> listed =
        co_await Album::vinyl().filter("title"_f.in(std::vector<std::string>(3, "Milestones"))).order_by("-price"_f).limit(3);
    CHECK(listed.size() == 1);
    const std::vector<Album> chosen = co_await Album::vinyl().filter("title"_f.in(std::string("Milestones"), owned, "Officium"));
    CHECK(chosen.size() == 2);
    const Album got = co_await Album::vinyl().select_related("artist"_f).get("artist__name__icontains"_f = std::string("miles"), "id"_f = 1);
    CHECK(got.artist->name == "Miles Davis");
    const std::int64_t excluded =
        co_await Album::vinyl().exclude("title"_f.startswith(std::string("K")) || !("price"_f * 2 > decimal(20))).count();
    CHECK(excluded == 2);
    const bool there =
        co_await Album::vinyl().filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "title"_f = std::string("Naima")))).exists();
    CHECK(there);
    const std::optional<Album> first = co_await Album::vinyl().filter("released__year__gte"_f = 1959).first();
    CHECK(first->title == "Kind of Blue");
    const std::string title = (co_await Album::vinyl().order_by("id"_f).first())->title;
    CHECK(title == "Kind of Blue");
    auto [name, artist] = *co_await Album::vinyl().values_list("title"_f, "artist__name"_f).first();
    CHECK(name + artist == "Kind of BlueMiles Davis");
    std::string all;
    for (const Album& album : co_await Album::vinyl().filter("artist"_f = miles)) all += album.title;
    CHECK(all == "Kind of BlueMilestones");
    // put together at run time, and pages
    vinyl::condition<Album> wanted;
    wanted = wanted || "title"_f.icontains(std::string(owned)) || "title"_f == std::string("Officium");
    const std::vector<Album> wanted_ones =
        co_await Album::vinyl().filter(wanted && vinyl::condition<Album>("title"_f != owned)).order_by(vinyl::ordering_of<Album>("-price"_f));
    CHECK(wanted_ones.size() == 1);
    auto [page_rows, total] = co_await Album::vinyl().filter(wanted || "title"_f == std::string("Milestones")).order_by("id"_f).page(1, 1);
    CHECK(page_rows.at(0).title + std::to_string(total) == "Milestones2");
    const vinyl::page<Album> last = co_await Album::vinyl().order_by("id"_f).page(2, 3);
    CHECK(last.rows.at(0).title == "Officium");
    // aggregates and annotations
    const std::optional<double> mean = co_await Album::vinyl().aggregate(avg("rating"_f));
    CHECK(mean == 4.5);
    const auto totals = co_await Album::vinyl().aggregate("mean"_f = avg("rating"_f), "n"_f = count("id"_f));
    CHECK(totals["n"_f] == 4);
    const auto rows = co_await Artist::vinyl()
                          .annotate("n_albums"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                          .filter("n_albums"_f > 1)
                          .order_by("-n_albums"_f);
    CHECK(rows.at(0)["n_albums"_f] == 2);
    // together
    auto [n, found] = co_await vinyl::gather(Album::vinyl().count(), Album::vinyl().get("id"_f = 3));
    CHECK(found.title + std::to_string(n) == "Giant Steps4");
    const double share = co_await vinyl::later([](std::int64_t part, std::int64_t of) { return 100.0 * part / of; },
                                               Album::vinyl().filter("price"_f < 10).count(), Album::vinyl().count());
    CHECK(share == 50.0);
    // writing
    Album made = co_await Album::vinyl().create("title"_f = std::string(owned), "artist"_f = miles, "released"_f = day(1967, 1, 1),
                                                "price"_f = decimal("5.00"), "tags"_f = std::vector<std::string>(2, owned),
                                                "producer"_f = std::nullopt);
    CHECK(made.tags.size() == 2);
    Album object{.title = "Nefertiti", .artist = miles, .released = day(1968, 3, 1)};
    co_await object.insert();
    co_await object.update("price"_f = decimal("9.99"), "title"_f = owned + "!");
    CHECK(object.title == owned + "!");
    co_await object.save();
    co_await object.refresh();
    CHECK(object.artist.id() == miles.id);
    co_await Album::vinyl().filter("price"_f < "stock"_f * 2, "title"_f = std::string(owned)).update("price"_f = "price"_f + 1, "title"_f = std::string("x"));
    const Artist& who = co_await object.artist();
    CHECK(who.name == "Miles Davis");
    const std::int64_t of_miles = co_await miles.albums().count();
    CHECK(of_miles == 4);
    const Album by_manager = co_await miles.albums.create("title"_f = owned, "released"_f = day(1969, 1, 1));
    CHECK(by_manager.artist.id() == miles.id);
    co_await miles.albums.add(object, made);
    const std::int64_t erased = co_await made.erase() + co_await object.erase();
    CHECK(erased == 2);
    // transactions
    const int result = co_await vinyl::atomic([&]() -> dual<int> {
        co_await Album::vinyl().filter("title"_f = std::string(owned)).erase();
        const std::int64_t left = co_await Album::vinyl().count();
        co_return static_cast<int>(left);
    });
    CHECK(result == 4);
    bool missing = false;
    try {
        co_await Album::vinyl().get("title"_f = std::string(owned));
    } catch (const Album::does_not_exist&) {
        missing = true;
    }
    CHECK(missing);
}

}  // namespace

TEST_CASE("T21: orm: every documented form of co_await") {
    const tests::database alias;
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_shop();
            co_await forms<dual<void>>();
        },
        tests::statements::may_differ);
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    tests::run_async([]() -> boost::asio::awaitable<void> { co_await forms<boost::asio::awaitable<void>>(); });
}

TEST_CASE("orm: completion tokens") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    tests::run_async([]() -> boost::asio::awaitable<void> {
        const std::int64_t n = co_await Album::vinyl().filter("title"_f = std::string("Milestones")).count()(boost::asio::use_awaitable);
        CHECK(n == 1);
        const auto rows = co_await Album::vinyl().filter("price"_f < 10)(boost::asio::deferred);
        CHECK(rows.size() == 2);
    });
    const vinyl::async_scope scope(true);
    CHECK(Album::vinyl().count()(boost::asio::use_future).get() == 4);
    CHECK(Album::vinyl().filter("price"_f < 10)(boost::asio::use_future).get().size() == 2);
}

TEST_CASE("orm: a query about nothing waits to be awaited like any other") {
    static int dropped;
    dropped = 0;
    const auto former = vinyl::set_never_awaited_handler([](const char*) { ++dropped; });
    {
        const vinyl::async_scope async(true);
        const auto nothing = Album::vinyl().none();
        CHECK_THROWS_AS(nothing.list().get(), vinyl::not_awaited);
        CHECK_THROWS_AS(nothing.first().get(), vinyl::not_awaited);
        CHECK_THROWS_AS(nothing.get_or_none().get(), vinyl::not_awaited);
        CHECK_THROWS_AS(nothing.count().get(), vinyl::not_awaited);
        CHECK_THROWS_AS(nothing.exists().get(), vinyl::not_awaited);
        CHECK_THROWS_AS(nothing.erase().get(), vinyl::not_awaited);
        static_cast<void>(nothing.update("title"_f = "never"));
    }
    vinyl::set_never_awaited_handler(former);
    CHECK(dropped > 0);
}

namespace {

/// Something to wait for that was made of nothing but temporaries and locals, which are gone.
template <class Make>
auto made_elsewhere(Make make) {
    std::string text = "Milestones";
    std::string alias = "default";
    auto operation = make(text, alias);
    text.assign(text.size(), '?');
    alias.assign(alias.size(), '?');
    return operation;
}

}  // namespace

TEST_CASE("orm: an operation owns all that it needs") {
    const tests::database alias;
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_shop();
            using text = std::string&;
            const auto albums = [](text title, text alias) { return Album::vinyl().using_(alias).filter("title"_f = title); };
            auto rows = made_elsewhere([&](text t, text a) { return albums(t, a).list(); });
            CHECK((co_await rows).size() == 1);
            auto n = made_elsewhere([&](text t, text a) { return albums(t, a).count(); });
            CHECK((co_await n) == 1);
            auto there = made_elsewhere([&](text t, text a) { return albums(t, a).exists(); });
            CHECK(co_await there);
            auto got = made_elsewhere([&](text t, text a) { return Album::vinyl().using_(a).get("title"_f = t); });
            CHECK((co_await got).id == 2);
            auto first = made_elsewhere([&](text t, text a) { return albums(t, a).select_related("artist"_f).first(); });
            CHECK((co_await first)->artist->name == "Miles Davis");
            auto values = made_elsewhere([&](text t, text a) { return albums(t, a).values_list("title"_f, "price"_f).list(); });
            CHECK((co_await values).size() == 1);
            auto most = made_elsewhere([&](text t, text a) { return albums(t, a).aggregate(max("price"_f)); });
            CHECK((co_await most).has_value());
            auto updated = made_elsewhere([&](text t, text a) { return albums(t, a).update("title"_f = t + "!"); });
            CHECK((co_await updated) == 1);
            auto erased = made_elsewhere([&](text t, text a) {
                return Album::vinyl().using_(a).filter("title"_f = t + "!").erase();
            });
            CHECK((co_await erased) == 1);
            auto created = made_elsewhere([&](text t, text a) {
                return Album::vinyl().using_(a).create("title"_f = t, "artist"_f = 1, "released"_f = day(1958, 1, 1));
            });
            CHECK((co_await created).title == "Milestones");
            auto counted = made_elsewhere([&](text t, text a) {
                return vinyl::gather(albums(t, a).count(), albums(t, a).first());
            });
            const auto both = co_await counted;
            CHECK(std::get<0>(both) == 1);
            auto found = made_elsewhere([&](text t, text a) {
                return vinyl::later([t](std::int64_t count) { return t + std::to_string(count); }, albums(t, a).count());
            });
            CHECK((co_await found) == "Milestones1");
            auto executed = made_elsewhere([&](text t, text a) {
                return vinyl::db::execute(a, vinyl::statement("select $1::text", std::vector<vinyl::wire_value>(1, vinyl::to_wire(t))));
            });
            CHECK((co_await executed).bytes(0, 0) == "Milestones");
            auto block = made_elsewhere([&](text t, text a) {
                vinyl::atomic_options options;
                options.alias = a;
                const auto body = [t]() -> dual<std::int64_t> { co_return co_await Album::vinyl().filter("title"_f = t).count(); };
                return vinyl::atomic(options, body);
            });
            CHECK((co_await block) == 1);
            // a queryset of an object's related rows owns the object's key
            auto of_miles = made_elsewhere([&](text, text) {
                Artist artist;
                artist.id = 1;
                return artist.albums().count();
            });
            CHECK((co_await of_miles) == 2);
            auto by_manager = made_elsewhere([&](text t, text) {
                Artist artist;
                artist.id = 1;
                return artist.albums.create("title"_f = t, "released"_f = day(1958, 1, 1));
            });
            CHECK((co_await by_manager).artist.id() == 1);
            // a statement in one expression
            const auto one = co_await vinyl::db::execute("default", vinyl::statement("select 'a text that owns its memory'"));
            CHECK(one.rows() == 1);
        },
        tests::statements::may_differ);
}
