// CHECK(co_await ...) for g++ 12 and Catch2 2. Their CHECK names its expression once more in a loop's condition, behind
// `false &&`; g++ 12 makes what is awaited there all the same, so that a sync operation would run twice.
#pragma once

#ifdef __GNUC__
#pragma GCC system_header  // the macro is told about precedence otherwise, as Catch2 would be
#endif

#include "support/catch.hpp"

#if defined(INTERNAL_CATCH_TEST) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
#undef INTERNAL_CATCH_TEST
#define INTERNAL_CATCH_TEST(macroName, resultDisposition, ...)                                                        \
    do {                                                                                                              \
        Catch::AssertionHandler catchAssertionHandler(macroName##_catch_sr, CATCH_INTERNAL_LINEINFO,                  \
                                                      CATCH_INTERNAL_STRINGIFY(__VA_ARGS__), resultDisposition);      \
        INTERNAL_CATCH_TRY {                                                                                          \
            CATCH_INTERNAL_START_WARNINGS_SUPPRESSION                                                                 \
            CATCH_INTERNAL_SUPPRESS_PARENTHESES_WARNINGS                                                              \
            catchAssertionHandler.handleExpr(Catch::Decomposer() <= __VA_ARGS__);                                     \
            CATCH_INTERNAL_STOP_WARNINGS_SUPPRESSION                                                                  \
        }                                                                                                             \
        INTERNAL_CATCH_CATCH(catchAssertionHandler)                                                                   \
        INTERNAL_CATCH_REACT(catchAssertionHandler)                                                                   \
    } while (false)
#endif
