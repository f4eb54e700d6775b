// expect: literal operator
// A field's name is part of the program; a string that is only known when the program runs can not become one.
#include <vinyl/expr/field.hpp>

#include <string>

using namespace vinyl::literals;

int main() {
#ifdef CONTROL
    return sizeof("name"_f) == 0;
#else
    const std::string name = "name; DROP TABLE artist";
    return sizeof(name _f) == 0;
#endif
}
