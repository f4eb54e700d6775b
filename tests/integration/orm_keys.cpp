// Existing tables: primary keys of several columns, of plain fields and of relations; relations to such keys, also where they
// share a column; keys that the database or the program makes; models without a key; embedded structs.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

using namespace vinyl::literals;

namespace keys {

using pair_of_keys = std::tuple<std::int64_t, std::int32_t>;

struct Entry;

struct Playlist : vinyl::model<Playlist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Entry, "playlist"> entries;

    static constexpr vinyl::meta meta{vinyl::table("keys_playlist")};
};

struct Song : vinyl::model<Song> {
    std::int32_t song_id{};
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_song"), vinyl::primary_key("song_id"_f),
                                      vinyl::serial("song_id"_f)};
};

struct Comment;

/// The key is two relations, as in a table between two others.
struct Entry : vinyl::model<Entry> {
    vinyl::foreign_key<Playlist> playlist;
    vinyl::foreign_key<Song, std::int32_t> song;
    std::int32_t position{};
    vinyl::related<Comment, "entry"> comments;

    static constexpr vinyl::meta meta{vinyl::table("keys_entry"), vinyl::primary_key("playlist"_f, "song"_f)};
};

/// Points at a key of several columns.
struct Comment : vinyl::model<Comment> {
    std::int64_t id{};
    std::string text;
    std::optional<vinyl::foreign_key<Entry, pair_of_keys>> entry;

    static constexpr vinyl::meta meta{vinyl::table("keys_comment"), vinyl::on_delete("entry"_f, vinyl::cascade)};
};

// Multi-tenant tables: one column belongs to the key and to every reference.
struct Task;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};
    std::string name;
    vinyl::related<Task, "project"> tasks;

    static constexpr vinyl::meta meta{vinyl::table("keys_project"), vinyl::column("tenant"_f, "tenant_id"),
                                      vinyl::primary_key("tenant"_f, "number"_f)};
};

struct Task : vinyl::model<Task> {
    std::int64_t tenant{};
    std::int64_t number{};
    vinyl::foreign_key<Project, std::tuple<std::int64_t, std::int64_t>> project;
    std::optional<vinyl::foreign_key<Task, std::tuple<std::int64_t, std::int64_t>>> parent;
    std::string title;

    static constexpr vinyl::meta meta{
        vinyl::table("keys_task"), vinyl::column("tenant"_f, "tenant_id"), vinyl::primary_key("tenant"_f, "number"_f),
        vinyl::column("project"_f, "tenant_id", "project_number"), vinyl::column("parent"_f, "tenant_id", "parent_number")};
};

vinyl::dual<void> make_tables() {
    co_await vinyl::schema::drop<Comment, Entry, Song, Playlist, Task, Project>();
    co_await vinyl::schema::create<Playlist, Song, Entry, Comment, Project, Task>();
}

struct music {
    Playlist rock{.name = "rock"}, jazz{.name = "jazz"};
    Song first{.title = "first"}, second{.title = "second"}, third{.title = "third"};
};

vinyl::dual<music> make_music() {
    co_await make_tables();
    music made;
    co_await made.rock.insert();
    co_await made.jazz.insert();
    for (Song* song : {&made.first, &made.second, &made.third}) co_await song->insert();
    std::int32_t position = 0;
    for (const Song* song : {&made.first, &made.second})
        co_await Entry::vinyl().create("playlist"_f = made.rock.id, "song"_f = song->song_id, "position"_f = ++position);
    co_await Entry::vinyl().create("playlist"_f = made.jazz.id, "song"_f = made.first.song_id, "position"_f = 1);
    co_return made;
}

}  // namespace keys

using namespace keys;

TEST_CASE("a row with a key of two relations is found, changed and deleted by both of them", "[keys]") {
    static_assert(std::is_same_v<vinyl::primary_key_type<Entry>, pair_of_keys>);
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry entry = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.second);
        CHECK(entry.position == 2);
        CHECK(co_await Entry::vinyl().count() == 3);

        entry.position = 7;
        co_await entry.save();
        Entry again = co_await Entry::vinyl().get("pk"_f = pair_of_keys(made.rock.id, made.second.song_id));
        CHECK(again.position == 7);
        CHECK(again == entry);
        CHECK(co_await Entry::vinyl().filter("position"_f = 7).count() == 1);
        co_await again.update("position"_f = "position"_f + 1);
        CHECK(again.position == 8);
        co_await entry.refresh();
        CHECK(entry.position == 8);
        CHECK(co_await Entry::vinyl().contains(entry));

        CHECK(co_await entry.erase() == 1);
        CHECK(co_await Entry::vinyl().count() == 2);
        CHECK_FALSE(co_await Entry::vinyl().contains(entry));
        co_await entry.save();  // there is no such row any more: it is inserted
        CHECK(co_await Entry::vinyl().count() == 3);
    });
}

TEST_CASE("keys of several columns are compared, listed and ordered as a whole", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        const std::vector<pair_of_keys> keys{{made.rock.id, made.first.song_id}, {made.jazz.id, made.first.song_id},
                                             {made.jazz.id, made.third.song_id}};
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(keys)).count() == 2);
        CHECK(co_await Entry::vinyl().exclude("pk"_f.in(keys)).count() == 1);
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(std::vector<pair_of_keys>())).count() == 0);
        auto of_rock = Entry::vinyl().filter("playlist__name"_f = "rock");
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(of_rock)).count() == 2);
        CHECK(co_await Entry::vinyl().filter("pk"_f != pair_of_keys(made.rock.id, made.first.song_id)).count() == 2);
        std::optional<Entry> first = co_await Entry::vinyl().first();
        std::optional<Entry> last = co_await Entry::vinyl().order_by("pk"_f).last();
        CHECK(first->playlist.id() == made.rock.id);
        CHECK(first->song.id() == made.first.song_id);
        CHECK(last->playlist.id() == made.jazz.id);
        CHECK(co_await Entry::vinyl().distinct().count() == 3);
        auto after = co_await Entry::vinyl().filter("pk"_f > pair_of_keys(made.rock.id, made.first.song_id)).order_by("pk"_f);
        CHECK(after.size() == 2);
    });
}

TEST_CASE("rows whose key has several columns are grouped, counted and changed across relations", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry first = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.first);
        co_await Comment::vinyl().create("text"_f = "good", "entry"_f = first);
        co_await Comment::vinyl().create("text"_f = "bad", "entry"_f = first);
        co_await Comment::vinyl().create("text"_f = "about nothing");

        auto entries = co_await Entry::vinyl().annotate("n"_f = count("comments"_f)).order_by("-n"_f, "pk"_f);
        REQUIRE(entries.size() == 3);
        CHECK(entries[0]["n"_f] == 2);
        CHECK(entries[1]["n"_f] == 0);
        auto playlists = co_await Playlist::vinyl()
                             .annotate("n"_f = count("entries"_f), "different"_f = count("entries"_f).distinct())
                             .order_by("name"_f);
        CHECK(playlists[0]["n"_f] == 1);
        CHECK(playlists[1]["n"_f] == 2);
        auto doubled = co_await Playlist::vinyl()
                           .annotate("different"_f = count("entries"_f).distinct(), "comments"_f = count("entries__comments"_f))
                           .order_by("name"_f);
        CHECK(doubled[1]["different"_f] == 2);
        CHECK(doubled[1]["comments"_f] == 2);

        CHECK(co_await Entry::vinyl().filter("playlist__name"_f = "rock", "song__title"_f = "second").update("position"_f = 9) == 1);
        CHECK(co_await Entry::vinyl().filter("comments__text"_f = "good").count() == 1);
        CHECK(co_await Entry::vinyl().exclude("comments__text"_f = "good").count() == 2);
        CHECK(co_await Playlist::vinyl().exclude("entries"_f = first).count() == 1);
        CHECK(co_await Playlist::vinyl().filter("entries__isnull"_f = true).count() == 0);
        CHECK(co_await Entry::vinyl().filter("comments__isnull"_f = true).count() == 2);
        CHECK(co_await Entry::vinyl().filter("playlist__name"_f = "jazz").erase() == 1);
        CHECK(co_await Entry::vinyl().count() == 2);
    });
}

TEST_CASE("a relation to a key of several columns is set, followed, loaded with its rows and left empty", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry first = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.first);
        Entry other = co_await Entry::vinyl().get("playlist"_f = made.jazz, "song"_f = made.first);
        Comment comment{.text = "good", .entry = first};
        co_await comment.insert();
        Comment loaded = co_await Comment::vinyl().get("entry"_f = first);
        CHECK(loaded.entry->id() == pair_of_keys(made.rock.id, made.first.song_id));
        const Entry& followed = co_await (*loaded.entry)();
        CHECK(followed == first);
        CHECK(co_await Comment::vinyl().filter("entry__song__title"_f = "first").count() == 1);

        co_await loaded.update("entry"_f = other);
        CHECK(loaded.entry->id() == pair_of_keys(made.jazz.id, made.first.song_id));
        CHECK(co_await Comment::vinyl().filter("entry"_f == other).count() == 1);
        auto of_other = co_await other.comments();
        REQUIRE(of_other.size() == 1);
        CHECK(of_other[0].text == "good");
        co_await first.comments.add(loaded);
        CHECK(loaded.entry->id() == pair_of_keys(made.rock.id, made.first.song_id));
        auto joined = co_await Comment::vinyl().select_related("entry__playlist"_f);
        REQUIRE(joined.size() == 1);
        CHECK((*joined[0].entry)->playlist->name == "rock");

        co_await first.comments.remove(loaded);
        CHECK(co_await Comment::vinyl().filter("entry__isnull"_f = true).count() == 1);
        CHECK(co_await Comment::vinyl().exclude("entry"_f = first).count() == 1);
        Comment empty = co_await Comment::vinyl().get();
        CHECK_FALSE(empty.entry.has_value());
        co_await Comment::vinyl().update("entry"_f = first);
        auto all = co_await Comment::vinyl();
        CHECK((co_await (*all[0].entry)()).position == 1);
    });
}

TEST_CASE("relations may share a column of the keys they point at", "[keys]") {
    CHECK(vinyl::table_of<Task>().columns.size() == 5);
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"}, two{.tenant = 2, .number = 1, .name = "two"};
        co_await one.insert();
        co_await two.insert();
        Task task{.tenant = 1, .number = 1, .project = one, .title = "first"};
        co_await task.insert();
        Task child{.tenant = 1, .number = 2, .project = one, .parent = task, .title = "second"};
        co_await child.insert();
        Task other{.tenant = 2, .number = 1, .project = two, .title = "theirs"};
        co_await other.insert();

        Task loaded = co_await Task::vinyl().select_related("project"_f).get("tenant"_f = 1, "number"_f = 2);
        CHECK(loaded.project->name == "one");
        CHECK(loaded.parent->id() == std::tuple<std::int64_t, std::int64_t>(1, 1));
        CHECK((co_await (*loaded.parent)()).title == "first");
        CHECK(co_await one.tasks().count() == 2);
        CHECK(co_await Task::vinyl().filter("project__name"_f = "two").count() == 1);
        CHECK(co_await Task::vinyl().filter("parent__isnull"_f = true).count() == 2);
        auto projects = co_await Project::vinyl().annotate("n"_f = count("tasks"_f)).order_by("name"_f);
        CHECK(projects[0]["n"_f] == 2);

        co_await loaded.update("parent"_f = std::nullopt);  // the tenant stays
        CHECK_FALSE(loaded.parent.has_value());
        CHECK(loaded.tenant == 1);
        CHECK(co_await Task::vinyl().filter("tenant"_f = 1, "parent__isnull"_f = true).count() == 2);
        CHECK(co_await Task::vinyl().filter("tenant"_f = 2).update("parent"_f = std::nullopt) == 1);

        Task wrong{.tenant = 2, .number = 5, .project = one, .title = "of two tenants"};
        std::string message;
        try {
            co_await wrong.insert();
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
        CHECK(message.find("Task.project shares the column \"tenant_id\" with \"tenant\"") != std::string::npos);
    });
}

namespace {

/// What a usage_error says; empty when nothing is thrown.
template <class Operation>
vinyl::dual<std::string> refusal(Operation operation) {
    try {
        co_await operation();
    } catch (const vinyl::usage_error& error) {
        co_return error.what();
    }
    co_return "";
}

}  // namespace

TEST_CASE("save() keeps to what its key and its relations say together", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"}, more{.tenant = 1, .number = 2, .name = "more"};
        Project two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &more, &two}) co_await project->insert();
        Task task{.tenant = 1, .number = 1, .project = one, .title = "first"};
        co_await task.insert();

        task.project = more;
        task.title = "not written";
        co_await task.save("project"_f);
        const std::string rows = "SELECT string_agg(concat_ws(' ', tenant_id, number, project_number, parent_number, title), ',') "
                                 "FROM keys_task";
        CHECK(co_await tests::cell(rows) == "1 1 2 first");
        task.parent = task;
        co_await task.save("title"_f, "parent"_f);
        CHECK(co_await tests::cell(rows) == "1 1 2 1 not written");
        task.parent.reset();
        co_await task.save("parent"_f);
        CHECK(co_await tests::cell(rows) == "1 1 2 not written");

        task.project = two;  // another tenant's
        const std::string shares = "Task.project shares the column \"tenant_id\" with \"tenant\"";
        const std::string whole = co_await refusal([&] { return task.save(); });
        CHECK_THAT(whole, Catch::Matchers::StartsWith(shares));
        const std::string one_field = co_await refusal([&] { return task.save("project"_f); });
        CHECK_THAT(one_field, Catch::Matchers::StartsWith(shares));
        Task known{.tenant = 1, .number = 1, .parent = std::tuple<std::int64_t, std::int64_t>(1, 1)};
        co_await known.save("parent"_f);  // what was never set says nothing
        CHECK(co_await tests::cell(rows) == "1 1 2 1 not written");
    });
}

TEST_CASE("update() of a relation never changes the key that it shares a column with", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"}, more{.tenant = 1, .number = 2, .name = "more"};
        Project two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &more, &two}) co_await project->insert();
        Task first{.tenant = 1, .number = 1, .project = one, .title = "first"};
        Task second{.tenant = 1, .number = 2, .project = one, .parent = first, .title = "second"};
        Task theirs{.tenant = 2, .number = 1, .project = two, .title = "theirs"};
        for (Task* task : {&first, &second, &theirs}) co_await task->insert();
        const std::string rows = "SELECT string_agg(concat_ws(' ', tenant_id, number, project_number, parent_number), ',' "
                                 "ORDER BY tenant_id, number) FROM keys_task";

        // an object's
        const std::string shares = "Task.project shares the column \"tenant_id\" with \"tenant\"";
        CHECK_THAT(co_await refusal([&] { return first.update("project"_f = two); }),
                   Catch::Matchers::StartsWith(shares) && Catch::Matchers::Contains("set both"));
        CHECK(co_await tests::cell(rows) == "1 1 1,1 2 1 1,2 1 1");
        co_await first.update("project"_f = more, "title"_f = "moved");
        CHECK(first.project.id() == std::tuple<std::int64_t, std::int64_t>(1, 2));
        CHECK(co_await tests::cell(rows) == "1 1 2,1 2 1 1,2 1 1");
        Task known{.tenant = 1, .number = 1};  // what was never set says nothing
        co_await known.update("parent"_f = second);
        CHECK(co_await tests::cell(rows) == "1 1 2 2,1 2 1 1,2 1 1");
        co_await known.update("parent"_f = std::nullopt);

        // a queryset's: in the rows that can point there
        CHECK(co_await Task::vinyl().update("project"_f = more) == 2);
        CHECK(co_await tests::cell(rows) == "1 1 2,1 2 2 1,2 1 1");
        CHECK(co_await Task::vinyl().filter("project__name"_f = "more").update("parent"_f = theirs) == 0);
        CHECK(co_await Task::vinyl().filter("tenant"_f = 1).update("project"_f = one, "parent"_f = first) == 2);
        CHECK(co_await tests::cell(rows) == "1 1 1 1,1 2 1 1,2 1 1");
        const std::optional<Task> nothing;
        CHECK(co_await Task::vinyl().filter("number"_f = 1).update("parent"_f = nothing) == 2);
        CHECK(co_await tests::cell(rows) == "1 1 1,1 2 1 1,2 1 1");

        // objects that a manager takes
        CHECK(co_await more.tasks.add(first, second) == 2);
        CHECK_THAT(co_await refusal([&] { return two.tasks.add(second); }), Catch::Matchers::StartsWith(shares));
        CHECK(second.project.id() == std::tuple<std::int64_t, std::int64_t>(1, 2));
        CHECK(co_await tests::cell(rows) == "1 1 2,1 2 2 1,2 1 1");
    });
}

TEST_CASE("a column that is set by several names of one update() is set once, or refused", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"}, two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &two}) co_await project->insert();
        Task task{.tenant = 1, .number = 1, .project = one, .title = "first"};
        Task theirs{.tenant = 2, .number = 7, .project = two, .title = "theirs"};
        for (Task* each : {&task, &theirs}) co_await each->insert();

        const auto only = Task::vinyl().filter("number"_f = 1);
        const std::string both = "Task.update(): \"project\" and \"tenant\" both set the column \"tenant_id\"";
        CHECK_THAT(co_await refusal([&] { return only.update("tenant"_f = 1, "project"_f = two); }),
                   Catch::Matchers::StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return task.update("tenant"_f = 1, "project"_f = two); }),
                   Catch::Matchers::StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return only.update("project"_f = two, "parent"_f = task); }),
                   Catch::Matchers::StartsWith("Task.update(): \"parent\" and \"project\" both set the column \"tenant_id\""));
        CHECK_THAT(co_await refusal([&] { return only.update("tenant"_f = "tenant"_f + 1, "project"_f = two); }),
                   Catch::Matchers::StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return only.update("title"_f = "a", "title"_f = "b"); }),
                   Catch::Matchers::StartsWith("Task.update(): \"title\" is set twice"));
        CHECK_THAT(co_await refusal([&] { return task.update("tenant"_f = 2); }),
                   Catch::Matchers::StartsWith("Task.tenant shares the column \"tenant_id\" with \"project\""));

        CHECK(co_await only.update("title"_f = "same", "title"_f = "same") == 1);
        CHECK(co_await only.update("tenant"_f = 1, "project"_f = one) == 1);
        co_await task.update("project"_f = two, "tenant"_f = 2);  // the key is named, so it is meant
        CHECK(task.tenant == 2);
        CHECK(task.project.id() == std::tuple<std::int64_t, std::int64_t>(2, 1));
        CHECK(co_await only.update("tenant"_f = 1, "project"_f = one) == 1);
        CHECK(co_await Task::vinyl().filter("tenant"_f = 1).count() == 1);
    });
}

namespace keys {

/// The tenant is no part of the key here, and both relations may be empty.
struct Shift : vinyl::model<Shift> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Project, std::tuple<std::int64_t, std::int64_t>>> project, next;

    static constexpr vinyl::meta meta{vinyl::table("keys_shift"), vinyl::column("project"_f, "tenant_id", "project_number"),
                                      vinyl::column("next"_f, "tenant_id", "next_number")};
};

}  // namespace keys

TEST_CASE("relations that share a column outside of the key are set and emptied one by one", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Shift>();
        co_await make_tables();
        co_await vinyl::schema::create<Shift>();
        Project one{.tenant = 1, .number = 1, .name = "one"}, more{.tenant = 1, .number = 2, .name = "more"};
        Project two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &more, &two}) co_await project->insert();
        Shift shift;
        co_await shift.insert();
        const std::string row = "SELECT concat_ws(' ', coalesce(tenant_id::text, '-'), coalesce(project_number::text, '-'), "
                                "coalesce(next_number::text, '-')) FROM keys_shift";
        co_await shift.update("project"_f = one);
        CHECK(co_await tests::cell(row) == "1 1 -");
        co_await shift.update("next"_f = more);
        CHECK(co_await tests::cell(row) == "1 1 2");
        CHECK_THAT(co_await refusal([&] { return shift.update("next"_f = two); }),
                   Catch::Matchers::StartsWith("Shift.next shares the column \"tenant_id\" with \"project\""));
        co_await shift.update("next"_f = std::nullopt);
        CHECK(co_await tests::cell(row) == "1 1 -");
        CHECK(shift.project.has_value());
        CHECK_FALSE(shift.next.has_value());
        co_await shift.update("next"_f = two, "project"_f = std::nullopt);
        CHECK(co_await tests::cell(row) == "2 - 1");
        CHECK_FALSE(shift.project.has_value());
        CHECK(co_await Shift::vinyl().update("project"_f = two, "next"_f = two) == 1);
        CHECK(co_await tests::cell(row) == "2 1 1");
        co_await shift.refresh();
        shift.project.reset();
        co_await shift.save("project"_f);
        CHECK(co_await tests::cell(row) == "2 - 1");
        co_await vinyl::schema::drop<Shift>();
    });
}

// -------------------------------------------------------------------------------------- keys that the database makes

namespace keys {

struct Invoice : vinyl::model<Invoice> {
    std::int64_t number{};
    std::int32_t quantity{};
    vinyl::decimal price;
    vinyl::decimal total;

    static constexpr vinyl::meta meta{vinyl::table("keys_invoice"), vinyl::primary_key("number"_f),
                                      vinyl::identity("number"_f, vinyl::always),
                                      vinyl::generated("total"_f, "price"_f * "quantity"_f)};
};

struct Passport : vinyl::model<Passport> {
    vinyl::one_to_one<Song, std::int32_t> song;
    std::string country;

    static constexpr vinyl::meta meta{vinyl::table("keys_passport"), vinyl::primary_key("song"_f)};
};

struct Line : vinyl::model<Line> {
    std::string text;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::table("keys_log")};
};

struct Long_songs : vinyl::model<Long_songs> {
    std::string title;
    std::int64_t n{};

    static constexpr vinyl::meta meta{vinyl::view("keys_view"), vinyl::ordering("title"_f)};
};

struct Foreign : vinyl::model<Foreign> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("keys_foreign"), vinyl::unmanaged()};
};

}  // namespace keys

TEST_CASE("a serial key is numbered by the database, and never stored as 0", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Song one{.title = "one"}, two{.title = "two"};
        co_await one.insert();
        co_await two.save();
        CHECK(one.song_id == 1);
        CHECK(two.song_id == 2);
        Song seven{.song_id = 7, .title = "seven"};
        co_await seven.save();
        CHECK((co_await Song::vinyl().create("title"_f = "three")).song_id == 3);
        CHECK(co_await Song::vinyl().filter("song_id"_f = 0).count() == 0);
        CHECK(co_await tests::cell("SELECT pg_get_serial_sequence('keys_song', 'song_id')") == "public.keys_song_song_id_seq");
    });
}

TEST_CASE("what the database always calculates is read back and never written", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Invoice>();
        co_await vinyl::schema::create<Invoice>();
        Invoice invoice{.quantity = 3, .price = vinyl::decimal("2.50"), .total = vinyl::decimal("99")};
        co_await invoice.insert();
        CHECK(invoice.number == 1);
        CHECK(invoice.total == vinyl::decimal("7.50"));
        invoice.quantity = 4;
        co_await invoice.save();
        CHECK(invoice.total == vinyl::decimal("10.00"));
        co_await invoice.update("price"_f = vinyl::decimal("3"));
        CHECK(invoice.total == vinyl::decimal("12"));
        CHECK((co_await Invoice::vinyl().get("total"_f = 12)).number == 1);

        Invoice imported{.number = 1000, .quantity = 1, .price = vinyl::decimal("1")};
        std::string message;
        try {
            co_await imported.insert();
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
        CHECK(message.find("override_identity") != std::string::npos);
        co_await imported.insert(vinyl::override_identity);
        CHECK((co_await Invoice::vinyl().get("number"_f = 1000)).total == 1);
        CHECK((co_await Invoice::vinyl().create("quantity"_f = 1, "price"_f = 1)).number == 2);
    });
}

TEST_CASE("a one-to-one relation can be the primary key", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Passport>();
        co_await make_tables();
        co_await vinyl::schema::create<Passport>();
        Song song{.title = "one"};
        co_await song.insert();
        Passport passport{.song = song, .country = "US"};
        co_await passport.insert();
        passport.country = "GB";
        co_await passport.save();
        Passport loaded = co_await Passport::vinyl().get("pk"_f = song.song_id);
        CHECK(loaded.country == "GB");
        CHECK(loaded == passport);
        CHECK((co_await loaded.song()).title == "one");
        CHECK(co_await loaded.erase() == 1);
        co_await vinyl::schema::drop<Passport>();
    });
}

TEST_CASE("models without a key are read, written and counted; views are read", "[keys]") {
    static_assert(!vinyl::has_primary_key<Line>);
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP VIEW IF EXISTS keys_view");
        co_await vinyl::schema::drop<Line>();
        co_await make_tables();
        co_await vinyl::schema::create<Line, Long_songs, Foreign>();  // the table of Line only
        CHECK(co_await tests::cell("SELECT coalesce(to_regclass('keys_foreign')::text, 'none')") == "none");
        Line line{.text = "a", .number = 1};
        co_await line.insert();
        co_await Line::vinyl().create("text"_f = "b", "number"_f = 2);
        auto lines = co_await Line::vinyl().order_by("-number"_f);
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].text == "b");
        CHECK(co_await Line::vinyl().filter("number"_f > 1).update("text"_f = "c") == 1);
        CHECK(co_await Line::vinyl().distinct().count() == 2);
        auto grouped = co_await Line::vinyl().annotate("n"_f = count()).order_by("number"_f);
        CHECK(grouped[0]["n"_f] == 1);
        CHECK(co_await Line::vinyl().filter("text"_f = "c").erase() == 1);
        std::string message;
        try {
            (void)co_await Line::vinyl().first();
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
        CHECK(message.find("need an order_by()") != std::string::npos);
        CHECK((co_await Line::vinyl().order_by("number"_f).first())->text == "a");

        co_await Song::vinyl().create("title"_f = "x");
        co_await tests::sql("CREATE VIEW keys_view AS SELECT title, count(*) AS n FROM keys_song GROUP BY title");
        auto rows = co_await Long_songs::vinyl();
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].n == 1);
        CHECK((co_await Long_songs::vinyl().first())->title == "x");
        co_await tests::sql("DROP VIEW keys_view");
    });
}

TEST_CASE("an insert that a trigger keeps out is an error, also by save()", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Line>();
        co_await make_tables();
        co_await vinyl::schema::create<Line>();
        co_await tests::sql("CREATE OR REPLACE FUNCTION keys_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        for (const char* table : {"keys_project", "keys_log", "keys_song"})
            co_await tests::sql(std::string("CREATE TRIGGER nothing BEFORE INSERT OR UPDATE ON ") + table +
                                " FOR EACH ROW EXECUTE FUNCTION keys_nothing()");
        Project project{.tenant = 1, .number = 1, .name = "x"};
        Line line{.text = "a"};
        Song song{.title = "x"};
        int failures = 0;
        for (int attempt = 0; attempt < 4; ++attempt) {
            try {
                if (attempt == 0) co_await project.save();
                if (attempt == 1) co_await project.insert();
                if (attempt == 2) co_await line.insert();
                if (attempt == 3) co_await song.save();
            } catch (const vinyl::data_error& error) {
                failures += std::string(error.what()).find("keeps it out") != std::string::npos;
            }
        }
        CHECK(failures == 4);
        co_await make_tables();
        co_await vinyl::schema::drop<Line>();
    });
}
