// Members that share a column, as in multi-tenant tables, where one column belongs to the key and to every reference: what is
// written must agree, and a relation never changes the key.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <optional>
#include <string>
#include <tuple>

using namespace vinyl::literals;

namespace tenants {

using key = std::tuple<std::int64_t, std::int64_t>;

struct Task;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};
    std::string name;
    vinyl::related<Task, "project"> tasks;

    static constexpr vinyl::meta meta{vinyl::table("tenants_project"), vinyl::column("tenant"_f, "tenant_id"),
                                      vinyl::primary_key("tenant"_f, "number"_f)};
};

struct Task : vinyl::model<Task> {
    std::int64_t tenant{};
    std::int64_t number{};
    vinyl::foreign_key<Project, key> project;
    std::optional<vinyl::foreign_key<Task, key>> parent;
    std::string title;

    static constexpr vinyl::meta meta{
        vinyl::table("tenants_task"), vinyl::column("tenant"_f, "tenant_id"), vinyl::primary_key("tenant"_f, "number"_f),
        vinyl::column("project"_f, "tenant_id", "project_number"), vinyl::column("parent"_f, "tenant_id", "parent_number"),
        vinyl::on_delete("parent"_f, vinyl::set_null)};
};

/// The tenant is no part of the key here, and both relations may be empty.
struct Shift : vinyl::model<Shift> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Project, key>> project, next;

    static constexpr vinyl::meta meta{vinyl::table("tenants_shift"), vinyl::column("project"_f, "tenant_id", "project_number"),
                                      vinyl::column("next"_f, "tenant_id", "next_number"),
                                      vinyl::on_delete("next"_f, vinyl::set_null)};
};

/// The tenant is of a narrower type than in the key that is pointed at, which PostgreSQL allows.
struct Ticket : vinyl::model<Ticket> {
    std::int32_t tenant{};
    std::int64_t number{};
    vinyl::foreign_key<Project, key> project;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("tenants_ticket"), vinyl::column("tenant"_f, "tenant_id"),
                                      vinyl::primary_key("tenant"_f, "number"_f),
                                      vinyl::column("project"_f, "tenant_id", "project_number")};
};

struct Visit;

/// Keys whose parts are the same in several ways of writing.
struct Room : vinyl::model<Room> {
    std::string house;
    vinyl::decimal floor;
    vinyl::related<Visit, "room"> visits;

    static constexpr vinyl::meta meta{vinyl::table("tenants_room"), vinyl::primary_key("house"_f, "floor"_f),
                                      vinyl::sql_type("house"_f, "citext")};
};

struct Visit : vinyl::model<Visit> {
    std::string house;
    vinyl::decimal floor;
    std::int64_t number{};
    vinyl::foreign_key<Room, std::tuple<std::string, vinyl::decimal>> room;
    std::int32_t hours{};

    static constexpr vinyl::meta meta{vinyl::table("tenants_visit"), vinyl::primary_key("number"_f),
                                      vinyl::assigned("number"_f), vinyl::column("room"_f, "house", "floor"),
                                      vinyl::sql_type("house"_f, "citext")};
};

/// What the relation shares is all that it has, and never NULL.
struct Note : vinyl::model<Note> {
    std::int64_t id{};
    std::int64_t tenant{};
    std::int64_t about{};
    std::optional<vinyl::foreign_key<Project, key>> project;

    static constexpr vinyl::meta meta{vinyl::table("tenants_note"), vinyl::column("project"_f, "tenant", "about")};
};

vinyl::dual<void> make_tables() {
    co_await vinyl::schema::drop<Note, Visit, Room, Ticket, Shift, Task, Project>();
    co_await tests::sql("CREATE EXTENSION IF NOT EXISTS citext");
    co_await vinyl::schema::create<Project, Task, Shift, Ticket, Room, Visit, Note>();
}

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

}  // namespace tenants

using namespace tenants;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("relations may share a column of the keys they point at", "[tenants]") {
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
        CHECK(loaded.parent->id() == key(1, 1));
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

        child = co_await Task::vinyl().get("tenant"_f = 1, "number"_f = 2);
        co_await child.update("parent"_f = task);
        CHECK(co_await task.erase() == 1);  // by on_delete the child has no parent any more, but still its tenant
        co_await child.refresh();
        CHECK_FALSE(child.parent.has_value());
        CHECK(child.tenant == 1);

        Task wrong{.tenant = 2, .number = 5, .project = one, .title = "of two tenants"};
        CHECK_THAT(co_await refusal([&] { return wrong.insert(); }),
                   StartsWith("Task.project shares the column \"tenant_id\" with \"tenant\""));
    });
}

TEST_CASE("create() takes a shared column from the relation that it is given", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project roof{.tenant = 7, .number = 1, .name = "roof"};
        co_await roof.insert();
        const Task nail = co_await roof.tasks.create("number"_f = 1, "title"_f = "nail");
        CHECK(nail.tenant == 7);
        CHECK(nail.project.id() == key{7, 1});
        const Task saw = co_await Task::vinyl().create("project"_f = roof, "number"_f = 2, "title"_f = "saw", "parent"_f = nail);
        CHECK(saw.tenant == 7);
        const std::string stored = co_await tests::cell(
            "select string_agg(concat_ws(' ', tenant_id, number, project_number, parent_number), ', ' order by number) from tenants_task");
        CHECK(stored == "7 1 1, 7 2 1 1");
        CHECK_THAT(co_await refusal([&] {
                       return Task::vinyl().create("tenant"_f = 8, "project"_f = roof, "number"_f = 3, "title"_f = "x");
                   }), Contains("shares the column \"tenant_id\""));
    });
}

TEST_CASE("save() keeps to what its key and its relations say together", "[tenants]") {
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
                                 "FROM tenants_task";
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
        CHECK_THAT(whole, StartsWith(shares));
        const std::string one_field = co_await refusal([&] { return task.save("project"_f); });
        CHECK_THAT(one_field, StartsWith(shares));
        Task known{.tenant = 1, .number = 1, .parent = key(1, 1)};
        co_await known.save("parent"_f);  // what was never set says nothing
        CHECK(co_await tests::cell(rows) == "1 1 2 1 not written");
    });
}

TEST_CASE("update() of a relation never changes the key that it shares a column with", "[tenants]") {
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
                                 "ORDER BY tenant_id, number) FROM tenants_task";

        // an object's
        const std::string shares = "Task.project shares the column \"tenant_id\" with \"tenant\"";
        CHECK_THAT(co_await refusal([&] { return first.update("project"_f = two); }),
                   StartsWith(shares) && Contains("set both"));
        CHECK(co_await tests::cell(rows) == "1 1 1,1 2 1 1,2 1 1");
        co_await first.update("project"_f = more, "title"_f = "moved");
        CHECK(first.project.id() == key(1, 2));
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
        CHECK_THAT(co_await refusal([&] { return two.tasks.add(second); }), StartsWith(shares));
        CHECK(second.project.id() == key(1, 2));
        CHECK(co_await tests::cell(rows) == "1 1 2,1 2 2 1,2 1 1");
    });
}

TEST_CASE("a column that is set by several names of one update() is set once, or refused", "[tenants]") {
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
                   StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return task.update("tenant"_f = 1, "project"_f = two); }),
                   StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return only.update("project"_f = two, "parent"_f = task); }),
                   StartsWith("Task.update(): \"parent\" and \"project\" both set the column \"tenant_id\""));
        CHECK_THAT(co_await refusal([&] { return only.update("tenant"_f = "tenant"_f + 1, "project"_f = two); }),
                   StartsWith(both));
        CHECK_THAT(co_await refusal([&] { return only.update("title"_f = "a", "title"_f = "b"); }),
                   StartsWith("Task.update(): \"title\" is set twice"));
        CHECK_THAT(co_await refusal([&] { return task.update("tenant"_f = 2); }),
                   StartsWith("Task.tenant shares the column \"tenant_id\" with \"project\""));

        CHECK_THAT(co_await refusal([&] { return only.limit(1).update("project"_f = one); }),
                   StartsWith("update() can not follow a slice"));
        CHECK(co_await only.update("title"_f = "same", "title"_f = "same") == 1);
        CHECK(co_await only.update("tenant"_f = 1, "project"_f = one) == 1);
        co_await task.update("project"_f = two, "tenant"_f = 2);  // the key is named, so it is meant
        CHECK(task.tenant == 2);
        CHECK(task.project.id() == key(2, 1));
        CHECK(co_await only.update("tenant"_f = 1, "project"_f = one) == 1);
        CHECK(co_await Task::vinyl().filter("tenant"_f = 1).count() == 1);
    });
}

TEST_CASE("relations that share a column outside of the key are set and emptied one by one", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"}, more{.tenant = 1, .number = 2, .name = "more"};
        Project two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &more, &two}) co_await project->insert();
        Shift shift;
        co_await shift.insert();
        const std::string row = "SELECT concat_ws(' ', coalesce(tenant_id::text, '-'), coalesce(project_number::text, '-'), "
                                "coalesce(next_number::text, '-')) FROM tenants_shift";
        co_await shift.update("project"_f = one);
        CHECK(co_await tests::cell(row) == "1 1 -");
        co_await shift.update("next"_f = more);
        CHECK(co_await tests::cell(row) == "1 1 2");
        CHECK_THAT(co_await refusal([&] { return shift.update("next"_f = two); }),
                   StartsWith("Shift.next shares the column \"tenant_id\" with \"project\""));
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
        CHECK(co_await two.erase() == 1);
        CHECK(co_await tests::cell(row) == "2 - -");
    });
}

TEST_CASE("a shared column may be of another width than in the key that a relation points at", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        CHECK((co_await vinyl::schema::check<Project, Ticket>()).empty());
        Project one{.tenant = 1, .number = 1, .name = "one"}, more{.tenant = 1, .number = 2, .name = "more"};
        Project two{.tenant = 2, .number = 1, .name = "two"};
        for (Project* project : {&one, &more, &two}) co_await project->insert();
        Ticket ticket{.tenant = 1, .number = 1, .project = one, .title = "first"};
        co_await ticket.insert();
        ticket.title = "written";
        co_await ticket.save();
        ticket.project = more;
        co_await ticket.save("project"_f);
        const std::string row = "SELECT concat_ws(' ', tenant_id, number, project_number, title) FROM tenants_ticket";
        CHECK(co_await tests::cell(row) == "1 1 2 written");
        co_await ticket.update("project"_f = one);
        CHECK(ticket.project.id() == key(1, 1));
        const auto all = Ticket::vinyl().all();
        CHECK(co_await all.update("tenant"_f = 1, "project"_f = more) == 1);
        CHECK(co_await tests::cell(row) == "1 1 2 written");
        const Ticket made = co_await all.create("tenant"_f = 2, "number"_f = 7, "project"_f = two, "title"_f = "made");
        CHECK(made.project.id() == key(2, 1));

        const std::string shares = "Ticket.project shares the column \"tenant_id\" with \"tenant\"";
        ticket.project = two;
        CHECK_THAT(co_await refusal([&] { return ticket.save(); }), StartsWith(shares));
        ticket.project = one;
        CHECK_THAT(co_await refusal([&] { return ticket.update("project"_f = two); }), StartsWith(shares));
        CHECK_THAT(co_await refusal([&] { return all.update("tenant"_f = 1, "project"_f = two); }),
                   Contains("both set the column \"tenant_id\""));
    });
}

TEST_CASE("members that share a column may write one value in two ways", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Room room{.house = "Acme", .floor = vinyl::decimal("1.0")};
        co_await room.insert();
        Room other{.house = "Acme", .floor = vinyl::decimal(2)};
        co_await other.insert();
        Room far{.house = "B\xc3\xa4r", .floor = vinyl::decimal(1)};
        co_await far.insert();
        Visit visit{.house = "acme", .floor = vinyl::decimal("1.00"), .number = 1, .room = room};
        co_await visit.insert();
        CHECK((co_await visit.room()).house == "Acme");
        visit.hours = 3;
        co_await visit.save();
        co_await visit.update("house"_f = "ACME", "room"_f = room);
        CHECK(visit.house == "ACME");
        CHECK(co_await room.visits.add(visit) == 1);
        CHECK(co_await Visit::vinyl().update("room"_f = room, "floor"_f = vinyl::decimal("1.000")) == 1);
        CHECK(co_await tests::cell("SELECT hours::text FROM tenants_visit") == "3");
        Visit umlaut{.house = "b\xc3\x84r", .floor = vinyl::decimal(1), .number = 2, .room = far};
        try {
            co_await umlaut.insert();
        } catch (const vinyl::foreign_key_violation&) {  // its locale, which only the database knows, tells these letters apart
        }

        Visit wrong{.house = "Acme", .floor = vinyl::decimal(1), .number = 3, .room = other};
        CHECK_THAT(co_await refusal([&] { return wrong.insert(); }),
                   StartsWith("Visit.room shares the column \"floor\" with \"floor\""));
        wrong = Visit{.house = "Acme2", .floor = vinyl::decimal("1.0"), .number = 3, .room = room};
        CHECK_THAT(co_await refusal([&] { return wrong.insert(); }),
                   StartsWith("Visit.room shares the column \"house\" with \"house\""));
        CHECK_THAT(co_await refusal([&] {
                       return Visit::vinyl().update("house"_f = "Other", "floor"_f = vinyl::decimal(1), "room"_f = room);
                   }), Contains("both set the column \"house\""));
        CHECK_THAT(co_await refusal([&] { return Visit::vinyl().update("house"_f = "a", "house"_f = "A"); }),
                   StartsWith("Visit.update(): \"house\" is set twice"));
    });
}

TEST_CASE("relations that can not be NULL are not set to an empty optional", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project one{.tenant = 1, .number = 1, .name = "one"};
        co_await one.insert();
        Task task{.tenant = 1, .number = 1, .project = one, .title = "first"};
        co_await task.insert();
        const std::optional<Project> nothing;
        const std::optional<key> no_key;
        const std::string refused = "Task.update(): \"project\" can not be NULL";
        CHECK_THAT(co_await refusal([&] { return Task::vinyl().update("project"_f = nothing); }), StartsWith(refused));
        CHECK_THAT(co_await refusal([&] { return Task::vinyl().update("project"_f = no_key); }), StartsWith(refused));
        CHECK_THAT(co_await refusal([&] { return task.update("project"_f = nothing); }), StartsWith(refused));
        CHECK_THAT(co_await refusal([&] { return Note::vinyl().update("project"_f = nothing); }),
                   StartsWith("Note.update(): \"project\" can not be set to NULL: it shares all of its columns"));
        CHECK(co_await Task::vinyl().update("project"_f = std::optional(one)) == 1);
        Note note{.tenant = 1, .about = 1};
        co_await note.insert();
        CHECK(co_await Note::vinyl().update("project"_f = one) == 1);
    });
}

TEST_CASE("a relation that holds an object of an all-zero key is set", "[tenants]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project zero{.name = "zero"};
        co_await zero.insert();
        Task task{.number = 1, .project = zero, .title = "first"};
        co_await task.insert();
        CHECK_THAT(co_await refusal([&] { return task.update("tenant"_f = 5); }),
                   StartsWith("Task.tenant shares the column \"tenant_id\" with \"project\""));
        Task moved{.tenant = 1, .number = 1, .project = zero, .parent = key(1, 1)};
        CHECK_THAT(co_await refusal([&] { return moved.save("parent"_f); }),
                   StartsWith("Task.project shares the column \"tenant_id\" with \"tenant\""));
        CHECK(co_await Task::vinyl().filter("tenant"_f = 0).count() == 1);
    });
}
