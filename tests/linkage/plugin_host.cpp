// A program that loads a plug-in: plugin_host LIBRARY shared|own. Fails unless the plug-in shares its state, or has its own.
#include <vinyl/vinyl.hpp>

#include <dlfcn.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    vinyl::connections().add("of the program", "postgresql:///music");
    const vinyl::async_scope scope(true);
    void* const library = ::dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    void* const symbol = library == nullptr ? nullptr : ::dlsym(library, "shares_with_the_program");
    if (symbol == nullptr) {
        std::puts(::dlerror());
        return 2;
    }
    const bool shares = reinterpret_cast<bool (*)()>(symbol)();
    std::puts(shares ? "shared" : "own");
    return shares == (std::string(argv[2]) == "shared") ? 0 : 1;
}
