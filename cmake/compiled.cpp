// The one translation unit of vinyl::compiled.
#include <vinyl/src.hpp>
