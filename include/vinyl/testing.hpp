// Everything for testing programs that use vinyl: a throw-away server, tests that leave no trace, counting queries.
#pragma once

#include <vinyl/testing/count_queries.hpp>
#include <vinyl/testing/rollback.hpp>
#include <vinyl/testing/server.hpp>
