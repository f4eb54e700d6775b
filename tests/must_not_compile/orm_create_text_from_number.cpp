// expect: vinyl: a value of this type can not be stored in this field
// lines: g++ 15, clang++ 25
// std::string takes a number for a character.
#include "shop.hpp"

#ifdef CONTROL
auto use() { return Artist::vinyl().create("name"_f = "3"); }
#else
auto use() { return Artist::vinyl().create("name"_f = 3); }
#endif

int main() { static_cast<void>(use()); }
