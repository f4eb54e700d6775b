// How vinyl is compiled: header-only by default, or once in a translation unit that includes <vinyl/src.hpp>.
#pragma once

// What stands before each body in an .ipp, and, where that is of a virtual function, before its declaration in the class, too:
// otherwise the class has a key function, and g++ compiles all that its virtual functions lead to in every file.

#if defined(VINYL_SEPARATE_COMPILATION)
#define VINYL_DECL
#else
#define VINYL_HEADER_ONLY
#define VINYL_DECL inline
#endif

// A step on the way of every query, with one or two callers, all in the same room: as a function of its own it would cost
// more in calls, and in code that the processor must fetch, than what it does.
#define VINYL_HOT [[gnu::always_inline]] inline

// Process-wide state (the mode flag, the global registry) must be one object even across shared libraries
// that are built with -fvisibility=hidden.
#define VINYL_SHARED_STATE __attribute__((visibility("default")))

// What a function gives refers into its object: clang then warns where a temporary's is kept.
#if defined(__clang__)
#define VINYL_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define VINYL_LIFETIMEBOUND
#endif

namespace vinyl::detail {

// g++ 12 destroys the temporary of an aggregate twice that stands beside a co_await and owns memory; mended in 13
// (https://gcc.gnu.org/bugzilla/show_bug.cgi?id=99576). Where vinyl can see one, it does not compile there.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
inline constexpr bool temporaries_are_destroyed_twice = true;
#else
inline constexpr bool temporaries_are_destroyed_twice = false;
#endif

}  // namespace vinyl::detail

#define VINYL_VERSION_MAJOR 0
#define VINYL_VERSION_MINOR 1
#define VINYL_VERSION_PATCH 0
