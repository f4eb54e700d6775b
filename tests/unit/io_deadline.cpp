// Deadlines: fixed ones, and those that count from when the work begins.
#include "support/catch.hpp"

#include <vinyl/io/deadline.hpp>

using namespace std::chrono_literals;
using vinyl::io::deadline;

TEST_CASE("a deadline that awaits the beginning is never, until the work begins") {
    const deadline awaiting = deadline::once_begun(50ms);
    CHECK(awaiting.awaits_begin());
    CHECK(awaiting.is_never());
    CHECK_FALSE(awaiting.expired());
    CHECK(awaiting.allowed() == 50ms);

    const auto before = deadline::clock::now();
    const deadline begun = awaiting.begun();
    CHECK_FALSE(begun.awaits_begin());
    CHECK(begun.moment() >= before + 50ms);
    CHECK(begun.moment() <= deadline::clock::now() + 50ms);
    CHECK(begun.allowed() == 50ms);
    CHECK(begun.begun().moment() == begun.moment());  // a second time changes nothing
}

TEST_CASE("a fixed deadline does not depend on the beginning") {
    const deadline fixed = deadline::after(1h);
    CHECK_FALSE(fixed.awaits_begin());
    CHECK(fixed.begun() == fixed);
    CHECK(deadline::never().begun().is_never());
    CHECK_FALSE(deadline::never().awaits_begin());
}

TEST_CASE("a time beyond the clock's range is never, also from the beginning") {
    CHECK(deadline::once_begun(std::chrono::hours::max()).begun().is_never());
    CHECK_FALSE(deadline::once_begun(std::chrono::hours::max()).awaits_begin());
    CHECK(deadline::once_begun(std::chrono::nanoseconds::max() - 1s).begun().is_never());
}
