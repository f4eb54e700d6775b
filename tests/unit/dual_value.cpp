// dual<T> in sync mode: a plain value that is already there, whatever is done with it; and what it says when it is not.
#include "support/catch.hpp"

#include <vinyl/dual/async_only.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/gather.hpp>

#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using vinyl::dual;

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

/// No default constructor, move-only.
struct handle {
    explicit handle(int value) : number(std::make_unique<int>(value)) {}
    std::unique_ptr<int> number;
};

dual<int> number(int value) { co_return value; }
dual<std::string> text(std::string value) { co_return value; }
dual<std::vector<std::string>> texts() {
    std::vector<std::string> made;
    made.emplace_back("a");
    made.emplace_back("b");
    co_return made;
}
dual<handle> move_only(int value) { co_return handle(value); }
dual<bool> flag(bool value) { co_return value; }
dual<std::optional<std::string>> maybe(bool there) {
    if (there) co_return std::optional<std::string>("there");
    co_return std::nullopt;
}
dual<std::tuple<std::string, int>> pair() { co_return std::tuple<std::string, int>("title", 7); }
dual<void> nothing() { co_return; }
dual<int> fails() {
    throw oops();
    co_return 0;
}
dual<int> fails_later() {
    const int value = co_await number(1);
    if (value == 1) throw oops();
    co_return value;
}
const std::string kept = "kept";
dual<const std::string&> reference() { co_return kept; }
std::string changeable;
dual<std::string&> changeable_reference() { co_return changeable; }

struct row {
    int id = 0;
    std::string name;
};
dual<std::optional<row>> first_row() {
    row made;
    made.id = 3;
    made.name = "three";
    co_return std::optional<row>(std::move(made));
}

int plus_one(int value) { return value + 1; }
int overloaded(const std::string&) { return 1; }

}  // namespace

TEST_CASE("a dual converts to its value in sync mode") {
    const int initialised = number(3);
    CHECK(initialised == 3);
    const std::int64_t wider = number(4);
    CHECK(wider == 4);
    int assigned = 0;
    assigned = number(5);
    CHECK(assigned == 5);
    CHECK(plus_one(number(6)) == 7);
    CHECK(overloaded(text("x")) == 1);
    const std::string moved = text("a text that is too long for the small string optimisation");
    CHECK(moved.size() > 40);
    const std::optional<std::string> optional = maybe(true);
    CHECK(optional == "there");
    const std::vector<std::string> list = texts();
    CHECK(list.size() == 2);
    const bool yes = flag(true);
    CHECK(yes);
    if (flag(false)) FAIL("a dual<bool> in a condition is its value");
    auto lasting = flag(true);
    if (!lasting) FAIL("a named dual<bool> in a condition is its value");
    CHECK((flag(true) ? 1 : 2) == 1);
}

TEST_CASE("a dual dereferences to its value") {
    CHECK(*number(3) == 3);
    CHECK(text("abc")->size() == 3);
    auto named = text("named");
    CHECK(named->size() == 5);
    *named += "!";
    CHECK(named.get() == "named!");
    const auto constant = text("constant");
    CHECK(constant->size() == 8);
    CHECK(*constant == "constant");
    const std::string taken = std::move(named).get();
    CHECK(taken == "named!");
    CHECK(*move_only(9)->number == 9);
    const handle held = move_only(10);
    CHECK(*held.number == 10);
    const handle dereferenced = *move_only(11);
    CHECK(*dereferenced.number == 11);
}

TEST_CASE("a dual of an optional goes through to what it holds") {
    auto found = first_row();
    REQUIRE(found);
    CHECK(found->name == "three");
    CHECK(first_row()->id == 3);
    const row copy = *first_row();
    CHECK(copy.name == "three");
    const auto missing = maybe(false);
    CHECK_FALSE(missing);
    CHECK_THROWS_AS(*missing, vinyl::does_not_exist);
    CHECK_THROWS_WITH(*maybe(false).named("Album.first()"), Catch::Matchers::Contains("Album.first() found no row"));
}

TEST_CASE("a dual compares with values and duals") {
    CHECK(number(3) == 3);
    CHECK(3 == number(3));
    CHECK(number(3) != 4);
    CHECK(number(3) < 4);
    CHECK(2 < number(3));
    CHECK(number(3) == number(3));
    CHECK(number(3) < number(4));
    CHECK(text("abc") == "abc");
    CHECK("abc" == text("abc"));
    CHECK(text("abc") == std::string("abc"));
    CHECK(maybe(true) == std::optional<std::string>("there"));
    CHECK(maybe(false) == std::nullopt);
    CHECK(flag(true) == true);
    CHECK(reference() == "kept");
}

TEST_CASE("a dual prints like its value") {
    std::ostringstream out;
    out << number(3) << ' ' << text("abc") << ' ' << reference();
    CHECK(out.str() == "3 abc kept");
    std::wostringstream wide;
    wide << number(3);
    CHECK(wide.str() == L"3");
}

TEST_CASE("a dual of a range is a range") {
    std::string all;
    for (const std::string& each : texts()) all += each;
    CHECK(all == "ab");
    auto list = texts();
    for (std::string& each : list) each += "!";
    CHECK(list[1] == "b!");
    CHECK(list.size() == 2);
    CHECK_FALSE(list.empty());
    const auto constant = texts();
    all.clear();
    for (const auto& each : constant) all += each;
    CHECK(all == "ab");
    CHECK(texts()[0] == "a");
    const std::string taken = texts()[0];
    CHECK(taken == "a");
}

TEST_CASE("a dual of a tuple opens by structured binding") {
    auto [title, year] = *pair();
    CHECK(title == "title");
    CHECK(year == 7);
    auto named = pair();
    auto& [inner_title, inner_year] = *named;
    inner_title += "!";
    CHECK(std::get<0>(named.get()) == "title!");
    CHECK(inner_year == 7);
    const auto [a, b, c] = *vinyl::gather(number(1), text("x"), nothing());
    CHECK(a == 1);
    CHECK(b == "x");
    CHECK(c == std::monostate());
}

TEST_CASE("gather opens by structured binding, also when it was given plain values") {
    auto [a, b] = vinyl::gather(number(1), text("x"));
    CHECK(a == 1);
    CHECK(b == "x");
    const auto [c, d, e] = vinyl::gather(number(2), 3, std::string("y"));
    CHECK(c == 2);
    CHECK(d == 3);
    CHECK(e == "y");
    auto kept_alive = vinyl::gather(text("a"), reference());
    auto& [inner, same] = *kept_alive;
    CHECK(&same == &kept);
    inner += "!";
    CHECK(std::get<0>(*kept_alive) == "a!");
    const int sum = vinyl::later([](int x, int y) { return x + y; }, number(1), 2);
    CHECK(sum == 3);
    auto [title, year] = pair();  // any dual of a tuple
    CHECK(title == "title");
    CHECK(year == 7);
    static_assert(std::tuple_size_v<decltype(pair())> == 2);
    static_assert(std::is_same_v<std::tuple_element_t<0, decltype(vinyl::gather(reference()))>, const std::string&>);

    vinyl::set_async(true);
    try {
        auto [x, y] = vinyl::gather(number(1), text("x"));
        static_cast<void>(x);
        static_cast<void>(y);
        FAIL("was not awaited");
    } catch (const vinyl::not_awaited& error) {
        CHECK(std::string(error.what()).find("vinyl::gather(...)") != std::string::npos);
    }
    vinyl::set_async(false);
}

namespace {
template <class D>
concept has_begin = requires(D&& d) { std::forward<D>(d).begin(); };
}

TEST_CASE("a temporary dual hands out no reference into itself") {
    const std::string& element = texts()[1];
    CHECK(element == "b");
    const auto length = [](const std::string& given) { return given.size(); };
    CHECK(length(text("abc")) == 3);
    auto named = text("abc");
    const std::string& inside = named;
    CHECK(&inside == &named.get());
    const auto constant = text("abc");
    const std::string copy = constant;
    CHECK(copy == "abc");
    CHECK(length(constant) == 3);
    CHECK(&*constant == &constant.get());
    static_assert(!has_begin<decltype(texts())>);
    static_assert(has_begin<decltype(texts())&>);
    static_assert(std::ranges::range<decltype(texts())>);
}

TEST_CASE("a dual of a reference refers to the object itself") {
    const std::string& same = reference();
    CHECK(&same == &kept);
    const std::string& dereferenced = *reference();
    CHECK(&dereferenced == &kept);
    CHECK(&reference().get() == &kept);
    CHECK(reference()->size() == 4);
    changeable_reference().get() = "changed";
    CHECK(changeable == "changed");
    *changeable_reference() = "again";
    CHECK(changeable == "again");
    const std::string copy = reference();
    CHECK(copy == kept);
}

TEST_CASE("errors are thrown by the call itself in sync mode") {
    CHECK_THROWS_AS(fails(), oops);          // dropped
    CHECK_THROWS_AS((void)fails_later(), oops);
    bool reached = false;
    try {
        auto kept_result = fails_later();
        reached = true;
    } catch (const oops&) {
    }
    CHECK_FALSE(reached);
    CHECK_NOTHROW(nothing());
    CHECK_NOTHROW(nothing().get());
}

TEST_CASE("an error leaves nothing behind, whichever coroutine it passes") {
    // under a sanitizer this is about frames that are destroyed twice or not at all
    const auto through = [](int depth, auto& self) -> dual<std::string> {
        const std::string local = "a text that is too long for the small string optimisation";
        if (depth == 0) throw oops();
        co_return (co_await self(depth - 1, self)) + local;
    };
    for (int i = 0; i < 100; ++i) CHECK_THROWS_AS(through(i % 5, through), oops);
    const auto caught = []() -> dual<int> {
        int seen = 0;
        for (int i = 0; i < 10; ++i) {
            try {
                co_await fails_later();
            } catch (const oops&) {
                ++seen;
            }
        }
        co_return seen;
    };
    CHECK(caught() == 10);
}

TEST_CASE("a dual can be moved, and says when it was") {
    auto first = text("a text that is too long for the small string optimisation");
    auto second = std::move(first);
    CHECK(second->size() > 40);
    CHECK_THROWS_AS(first.get(), vinyl::usage_error);  // NOLINT(bugprone-use-after-move)
    first = text("new");
    CHECK(first == "new");
    first = std::move(second);
    CHECK(first->size() > 40);
    std::vector<dual<std::string>> many;
    for (int i = 0; i < 100; ++i) many.push_back(text(std::to_string(i)));
    CHECK(many[99] == "99");
}

TEST_CASE("a completed dual can be made from a value") {
    CHECK(dual<int>::ready(3) == 3);
    CHECK(dual<std::string>::ready(3, 'x') == "xxx");
    CHECK(*dual<handle>::ready(4)->number == 4);
    dual<int> implicit = 5;
    CHECK(implicit == 5);
    CHECK(&dual<const std::string&>::ready_reference(kept).get() == &kept);
    CHECK(dual<void>::ready().is_ready());
    const vinyl::async_scope scope(true);
    CHECK(dual<int>::ready(3) == 3);
}

TEST_CASE("a result that was not awaited names its call") {
    const vinyl::async_scope scope(true);
    auto* const outer = vinyl::set_never_awaited_handler([](const char*) {});
    using Catch::Matchers::Contains;
    CHECK_THROWS_AS(number(1).get(), vinyl::not_awaited);
    CHECK_THROWS_WITH(number(1).named("Album.count()").get(), Contains("Album.count()") && Contains("co_await"));
    CHECK_THROWS_AS((void)(number(1) == 1), vinyl::not_awaited);
    CHECK_THROWS_AS(static_cast<int>(number(1)), vinyl::not_awaited);
    CHECK_THROWS_AS(nothing().get(), vinyl::not_awaited);
    auto pending_texts = texts();
    CHECK_THROWS_AS(pending_texts.begin(), vinyl::not_awaited);
    CHECK_THROWS_AS(texts().size(), vinyl::not_awaited);
    CHECK_THROWS_AS(*maybe(true), vinyl::not_awaited);
    CHECK_THROWS_AS(reference().get(), vinyl::not_awaited);
    std::ostringstream out;
    CHECK_THROWS_AS(out << number(1), vinyl::not_awaited);
    const vinyl::error& as_root = vinyl::not_awaited("x");
    CHECK(std::string(as_root.what()) == "x");
    vinyl::set_never_awaited_handler(outer);
}

namespace {
std::vector<std::string> reported;  // NOLINT: the handler is a plain function
}

TEST_CASE("an operation that was made in async mode and dropped is reported") {
    auto* const outer = vinyl::set_never_awaited_handler([](const char* call) { reported.emplace_back(call); });
    {
        const vinyl::async_scope scope(true);
        (void)number(1).named("Album.count()");
        CHECK(reported == std::vector<std::string>{"Album.count()"});
        (void)number(1);  // has no name: made by the user's own function
        auto first = number(2).named("first");
        first = number(3).named("second");
        CHECK(reported.back() == "first");
        auto moved = std::move(first);
        CHECK(reported.size() == 2);
    }
    CHECK(reported.back() == "second");
    CHECK(reported.size() == 3);
    (void)number(1).named("sync");
    CHECK(reported.size() == 3);
    vinyl::set_never_awaited_handler(outer);
}

TEST_CASE("the mode is the innermost that was set") {
    CHECK_FALSE(vinyl::is_async());
    vinyl::set_async(true);
    CHECK(vinyl::is_async());
    vinyl::set_async(false, vinyl::this_thread);
    CHECK_FALSE(vinyl::is_async());
    {
        const vinyl::async_scope scope(true);
        CHECK(vinyl::is_async());
        {
            const vinyl::async_scope inner(false);
            CHECK_FALSE(vinyl::is_async());
        }
        CHECK(vinyl::is_async());
    }
    vinyl::set_async(std::nullopt, vinyl::this_thread);
    CHECK(vinyl::is_async());
    std::thread([] { CHECK(vinyl::is_async()); }).join();
    vinyl::set_async(false);
    CHECK_FALSE(vinyl::is_async());
}

TEST_CASE("a sync coroutine stays sync, whoever changes the mode meanwhile") {
    const auto body = []() -> dual<int> {
        vinyl::set_async(true);
        const int inner = number(4);  // still a plain value
        co_return inner;
    };
    CHECK(body() == 4);
    CHECK(vinyl::is_async());
    vinyl::set_async(false);
    const auto thrower = []() -> dual<int> {
        throw oops();
        co_return 1;
    };
    CHECK_THROWS_AS(thrower(), oops);
    vinyl::set_async(true);
    CHECK(vinyl::is_async());  // the coroutine that threw has put the thread's mode back
    vinyl::set_async(false);
}

TEST_CASE("later calls its function at once in sync mode") {
    const auto sum = [] { return vinyl::later([](int a, int b) { return a + b; }, number(1), number(2)); };
    const int three = sum();
    CHECK(three == 3);
    int seen = 0;
    vinyl::later([&](int value) { seen = value; }, number(5)).get();
    CHECK(seen == 5);
    CHECK_THROWS_AS(vinyl::later([](int) { return 1; }, fails()), oops);
    CHECK_THROWS_AS(vinyl::later([](int) -> int { throw oops(); }, number(1)), oops);
    const auto moved = vinyl::later([](handle h) { return h; }, move_only(6)).get().number != nullptr;
    CHECK(moved);
    CHECK(*vinyl::later([](std::string a, const std::string& b) { return a + b; }, text("a"), reference()) == "akept");
}

TEST_CASE("awaiting many duals in a loop in sync mode costs no stack") {
    const auto loop = []() -> dual<int> {
        int sum = 0;
        for (int i = 0; i < 1'000'000; ++i) sum += co_await number(1);
        co_return sum;
    };
    CHECK(loop() == 1'000'000);
}

TEST_CASE("an asynchronous operation can not be awaited in sync mode") {
    const auto mixed = []() -> dual<int> {
        vinyl::async_scope scope(true);
        auto pending = number(1);
        co_return co_await pending;
    };
    CHECK_THROWS_AS(mixed(), vinyl::usage_error);
}
