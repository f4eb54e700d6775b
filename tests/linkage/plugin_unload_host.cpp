// A program that loads a plug-in, has it ask, unloads it, and goes on with another one: plugin_unload_host LIBRARY LIBRARY.
// They are alike but for the name of a table, so what is in the second one stands where that of the first one stood, and what is
// kept of the first one must be gone.
#include <vinyl/vinyl.hpp>

#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace {

using namespace vinyl::literals;

struct Own : vinyl::model<Own> {
    std::int64_t id{};
};

[[noreturn]] void fail(const std::string& what) {
    std::puts(what.c_str());
    std::_Exit(1);
}

void ask_for_own() {
    vinyl::sql::recording rows = Own::vinyl().filter("id"_f = 1).sql_query();
    rows.select();
    if (vinyl::sql::statement_of(rows)->text.find("\"own\"") == std::string::npos) fail("not the program's own text");
}

void ask_by(const char* library, const std::string& table) {
    void* const loaded = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (loaded == nullptr) fail(::dlerror());
    void* const symbol = ::dlsym(loaded, "append_text");
    if (symbol == nullptr) fail(::dlerror());
    const std::size_t before = vinyl::sql::shapes().size();
    std::string text;
    reinterpret_cast<void (*)(std::string&)>(symbol)(text);
    if (text.find('"' + table + '"') == std::string::npos) fail("for " + table + ": " + text);
    if (vinyl::sql::shapes().size() != before + 1) fail("the text is not kept where the program keeps its own");
    ::dlclose(loaded);
    if (::dlopen(library, RTLD_NOW | RTLD_NOLOAD) != nullptr) fail("the library is still there");
    if (vinyl::sql::shapes().size() != 0) fail("texts are kept that point into a library that is gone");
    ask_for_own();  // made anew
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    ask_for_own();
    for (int i = 0; i < 2; ++i) {
        ask_by(argv[1], "shelf_one");
        ask_by(argv[2], "shelf_two");
    }
}
