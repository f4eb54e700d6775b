// The second of two translation units: must agree with the first about every class and every shared object.
#include "every_header.hpp"

int two() {
    try {
        throw vinyl::not_loaded("thrown in one translation unit, caught by its base");
    } catch (const vinyl::usage_error&) {
        return 0;
    }
}
