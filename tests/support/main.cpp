// main() of every test program. Each statement from the cache of shapes is compared with one that is compiled afresh.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <vinyl/sql/statement_of.hpp>

int main(int argc, char** argv) {
    vinyl::sql::detail::shapes_are_checked = true;
    return Catch::Session().run(argc, argv);
}
