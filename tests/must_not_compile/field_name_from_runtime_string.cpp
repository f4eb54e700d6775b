// expect: template argument
// A field's name is part of the program; a string that is only known when the program runs can not become one.
#include <vinyl/expr/field.hpp>

#include <string>

int main() {
#ifdef CONTROL
    return vinyl::field<"name">::name.view().empty();
#else
    const std::string name = "name; DROP TABLE artist";
    return vinyl::field<name>::name.view().empty();
#endif
}
