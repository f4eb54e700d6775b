// expect: vinyl: this relation can not be set to NULL: it shares all of its columns
// lines: g++ 15, clang++ 25
#include "tenants.hpp"

void use(const Project& project) {
#ifdef CONTROL
    Note::vinyl().update("project"_f = project);
#else
    Note::vinyl().update("project"_f = std::nullopt);
#endif
}
