// The non-template part of Boost.JSON. Programs that are not built with CMake have this line in one of their own files.
#include <boost/json/src.hpp>
