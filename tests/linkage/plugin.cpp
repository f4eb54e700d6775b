// A plug-in: says whether it works with the aliases and the mode of the program that loaded it.
#include <vinyl/vinyl.hpp>

extern "C" __attribute__((visibility("default"))) bool shares_with_the_program() {
    const bool knows_alias = vinyl::connections().contains("of the program");
    return knows_alias && vinyl::is_async();
}
