// All non-template code of the library, for a program that is compiled with VINYL_SEPARATE_COMPILATION.
#include <vinyl/src.hpp>
