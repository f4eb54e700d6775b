// What vinyl answers is what Django answers: to random querysets (see generate.py for what is asked and for the rules by which
// vinyl is to differ) and to named ones (see named.py). ask_django.py answers where Debian's Django is installed; else
// answers.txt and named_answers.txt do, as recorded from it.
//
//     ./tests/run differential COUNT SEED    so many random querysets from a seed of your choice (needs Django)
//     tests/differential/record              asks Django anew and writes answers.txt and named_answers.txt
#include "differential/queries.hpp"

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/db/query_log.hpp>
#include <vinyl/testing/rollback.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace differential {

namespace {
std::atomic<std::size_t> sent_statements{0};
}

std::size_t sent_since_last() { return sent_statements.exchange(0); }

std::string in_one_line(std::vector<std::string> rows, bool ordered, std::int64_t count, bool exists, const counts& sent) {
    if (!ordered) std::sort(rows.begin(), rows.end());
    std::string line = "[" + std::to_string(sent.list) + " " + std::to_string(sent.count) + " " + std::to_string(sent.exists) +
                       "] " + std::to_string(count) + (exists ? " t " : " f ");
    for (std::size_t row = 0; row < rows.size(); ++row) line += (row == 0 ? "" : ", ") + rows[row];
    return line;
}

namespace {

const std::string here = VINYL_DIFFERENTIAL_FOLDER;

std::string class_of(const std::exception& error) {
    const auto is = [&]<class T>(std::type_identity<T>) { return dynamic_cast<const T*>(&error) != nullptr; };
    if (is(std::type_identity<vinyl::does_not_exist>())) return "does_not_exist";
    if (is(std::type_identity<vinyl::multiple_objects_returned>())) return "multiple_objects_returned";
    if (is(std::type_identity<vinyl::integrity_error>())) return "integrity_error";
    if (is(std::type_identity<vinyl::data_error>())) return "data_error";
    if (is(std::type_identity<vinyl::operational_error>())) return "operational_error";
    if (is(std::type_identity<vinyl::programming_error>())) return "programming_error";
    if (is(std::type_identity<vinyl::usage_error>())) return "usage_error";
    return "another error";
}

/// The answer in one line, and what was said of an error.
struct answer {
    std::string line, words;
};

dual<answer> ask_vinyl(const question& asked) {
    answer given;
    sent_since_last();
    try {
        if (asked.in_transaction) given.line = co_await vinyl::testing::rollback([&] { return asked.ask(); });
        else given.line = co_await asked.ask();
    } catch (const std::exception& error) {
        given.line = "error: " + class_of(error);
        given.words = error.what();
    }
    for (std::size_t at = 0; (at = given.line.find('\n', at)) != std::string::npos;) given.line.replace(at, 1, "\\n");
    co_return given;
}

using answers = std::vector<std::pair<std::string, std::string>>;  // checksum, answer

/// Lines of "checksum TAB answer"; comments begin with #.
answers parse(std::istream& lines) {
    answers all;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos) FAIL("not an answer: " << line);
        all.emplace_back(line.substr(0, tab), line.substr(tab + 1));
    }
    return all;
}

const char* const python = "/usr/bin/python3";  // the one for which Debian packages Django

bool django_is_here() {
    return std::system((std::string(python) + " -c 'import django, psycopg2' 2>/dev/null").c_str()) == 0;
}

std::string output_of(const std::string& command) {
    std::string output;
    std::FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    char part[4096];
    while (const std::size_t length = std::fread(part, 1, sizeof part, pipe)) output.append(part, length);
    REQUIRE(pclose(pipe) == 0);
    return output;
}

std::string ask_django(const std::string& what) {
    return output_of(std::string(python) + " '" + here + "/ask_django.py' '" + tests::dsn() + "' " + what);
}

answers recorded_answers(const std::string& file_name, const std::vector<question>& questions) {
    std::ifstream file(file_name);
    answers recorded = parse(file);
    bool fits = recorded.size() == questions.size();
    for (std::size_t i = 0; fits && i < recorded.size(); ++i) fits = recorded[i].first == questions[i].checksum;
    if (!fits) recorded.clear();
    return recorded;
}

void make_tables() {
    tests::run_sync([]() -> dual<void> {
        co_await tests::sql("drop schema if exists differential cascade");
        std::ifstream file(here + "/tables.sql");
        std::string text;
        for (std::string line; std::getline(file, line);)
            if (!line.starts_with("--")) text += line + '\n';
        // one statement at a time, on whichever connection: names of tables are qualified by hand
        for (std::size_t begin = 0, end; (end = text.find(";\n", begin)) != std::string::npos; begin = end + 2)
            co_await tests::sql(text.substr(begin, end - begin));
    });
}

/// Asks all of them in both modes and compares the answers with Django's, or records those when that is wanted.
/// @param arguments    for ask_django.py
/// @param is_recorded  whether the file has answers to these questions
void compare(const std::vector<question>& questions, const std::string& arguments, const std::string& file_name, bool is_recorded) {
    const tests::database alias;
    make_tables();
    answers expected = recorded_answers(file_name, questions);
    if (django_is_here()) {
        const std::string asked = ask_django(arguments);
        if (std::getenv("VINYL_DIFFERENTIAL_RECORD")) {
            std::ofstream(file_name) << "# What Django answered: written by tests/differential/record.\n" << asked;
            return;
        }
        std::istringstream lines(asked);
        const answers fresh = parse(lines);
        if (is_recorded) {
            INFO(file_name << " is not what Django answers: run tests/differential/record");
            CHECK(expected == fresh);
        }
        expected = fresh;
    }
    if (expected.empty())
        FAIL("there are no answers to these querysets: install python3-django and python3-psycopg2, or ask what "
             << file_name << " was recorded from");
    REQUIRE(expected.size() == questions.size());

    const vinyl::query_subscription counting = vinyl::observe_queries([](const vinyl::query_event& query) {
        if (!query.transaction_control) ++sent_statements;
    });
    std::size_t failed = 0;
    const auto ask_all = [&]() -> dual<void> {
        for (std::size_t i = 0; i < questions.size(); ++i) {
            const answer given = co_await ask_vinyl(questions[i]);
            if (given.line == expected[i].second) continue;
            if (expected[i].second.starts_with("error: ") && !given.line.starts_with("error: ") && !questions[i].name[0]) {
                WARN("Django has no answer to " << questions[i].django << "\n  " << expected[i].second);  // the rule "Django fails"
                continue;
            }
            ++failed;
            FAIL_CHECK(questions[i].name << "\n  vinyl:  " << questions[i].cpp << "\n  Django: " << questions[i].django
                                         << "\n  vinyl answered:  " << given.line << " " << given.words
                                         << "\n  Django answered: " << expected[i].second);
        }
    };
    {
        INFO("in sync mode");
        tests::run_sync(ask_all);
    }
    {
        INFO("in async mode");
        tests::run_async(ask_all, std::chrono::seconds(30 + questions.size() / 20));
    }
    std::printf("%zu passed, %zu failed (%zu querysets, in both modes)\n", 2 * questions.size() - failed, failed, questions.size());
}

}  // namespace

TEST_CASE("random querysets are answered as Django answers them") {
    compare(all_questions(), "random " + std::to_string(VINYL_DIFFERENTIAL_COUNT) + " " + std::to_string(VINYL_DIFFERENTIAL_SEED),
            here + "/answers.txt", VINYL_DIFFERENTIAL_IS_RECORDED);
}

TEST_CASE("named querysets are answered as Django answers them") {
    compare(named_questions(), "named", here + "/named_answers.txt", true);
}

}  // namespace differential
