// Random querysets: what vinyl answers is what Django answers. See generate.py for what is asked and for the rules by which
// vinyl is to differ; ask_django.py answers where Debian's Django is installed; else answers.txt does, as recorded from it.
//
//     ./tests/run differential COUNT SEED    so many querysets from a seed of your choice (needs Django)
//     tests/differential/record              asks Django anew and writes answers.txt
#include "differential/queries.hpp"

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace differential {

std::string written(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}
std::string written(const vinyl::decimal& value) { return written(std::strtod(value.to_string().c_str(), nullptr)); }
std::string written(const vinyl::date& value) {
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(value.year()), unsigned(value.month()),
                  unsigned(value.day()));
    return text;
}

namespace {

const std::string here = VINYL_DIFFERENTIAL_FOLDER;
const std::string recorded_file = here + "/answers.txt";

/// "2 t 1, 3": count(), exists() and the rows.
std::string in_one_line(answer given, bool ordered) {
    if (!ordered) std::sort(given.rows.begin(), given.rows.end());
    std::string line = std::to_string(given.count) + (given.exists ? " t " : " f ");
    for (std::size_t row = 0; row < given.rows.size(); ++row) line += (row == 0 ? "" : ", ") + given.rows[row];
    return line;
}

dual<std::string> ask_vinyl(const question& asked) {
    std::string line;
    try {
        line = in_one_line(co_await asked.ask(), asked.ordered);
    } catch (const std::exception& error) {
        line = std::string("error: ") + error.what();
    }
    co_return line;
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

std::string ask_django() {
    return output_of(std::string(python) + " '" + here + "/ask_django.py' " + std::to_string(VINYL_DIFFERENTIAL_COUNT) +
                     " " + std::to_string(VINYL_DIFFERENTIAL_SEED) + " '" + tests::dsn() + "'");
}

answers recorded_answers(const std::vector<question>& questions) {
    std::ifstream file(recorded_file);
    answers recorded = parse(file);
    bool fits = recorded.size() == questions.size();
    for (std::size_t i = 0; fits && i < recorded.size(); ++i) fits = recorded[i].first == questions[i].checksum;
    if (!fits) recorded.clear();
    return recorded;
}

}  // namespace

TEST_CASE("random querysets are answered as Django answers them") {
    const tests::database alias;
    const std::vector<question> questions = all_questions();
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

    answers expected = recorded_answers(questions);
    if (django_is_here()) {
        const std::string asked = ask_django();
        if (std::getenv("VINYL_DIFFERENTIAL_RECORD")) {
            std::ofstream(recorded_file) << "# What Django answered: written by tests/differential/record.\n" << asked;
            return;
        }
        std::istringstream lines(asked);
        const answers fresh = parse(lines);
        if (VINYL_DIFFERENTIAL_IS_RECORDED) {
            INFO("answers.txt is not what generate.py asks and Django answers: run tests/differential/record");
            CHECK(expected == fresh);
        }
        expected = fresh;
    }
    if (expected.empty())
        FAIL(
            "there are no answers to these querysets: install python3-django and python3-psycopg2, or ask what "
            "answers.txt "
            "was recorded from");
    REQUIRE(expected.size() == questions.size());

    const auto ask_all = [&]() -> dual<void> {
        for (std::size_t i = 0; i < questions.size(); ++i) {
            const std::string given = co_await ask_vinyl(questions[i]);
            if (given == expected[i].second) continue;
            if (expected[i].second.starts_with("error: ") && !given.starts_with("error: ")) {  // rule "Django fails"
                WARN("Django has no answer to " << questions[i].django << "\n  " << expected[i].second);
                continue;
            }
            FAIL_CHECK("queryset " << i + 1 << "\n  vinyl:  " << questions[i].cpp
                                   << "\n  Django: " << questions[i].django << "\n  vinyl answered:  " << given
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
    WARN("compared " << questions.size() << " querysets from seed " << VINYL_DIFFERENTIAL_SEED);
}

}  // namespace differential
