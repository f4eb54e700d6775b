// Everything for testing programs that use vinyl: a throw-away server, and more.
#pragma once

#include <vinyl/testing/server.hpp>
