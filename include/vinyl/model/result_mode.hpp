// What operations return: a dual by default, a plain value in sync mode, something awaitable in async mode; and how the models
// of a namespace choose one of these for good.
#pragma once

namespace vinyl {

template <class T>
class dual;
template <class T>
class async_only;

/// Operations return dual<T>; the mode is read when they are called.
struct dual_mode {
    template <class T>
    using result = dual<T>;

    template <class Make>
    static auto run(const char* call, Make&& make);
};

/// Operations run at once and return T, whatever the mode.
struct sync_mode {
    template <class T>
    using result = T;

    template <class Make>
    static decltype(auto) run(const char* call, Make&& make);
};

/// Operations return async_only<T>, which can only be awaited or started, whatever the mode.
struct async_mode {
    template <class T>
    using result = async_only<T>;

    template <class Make>
    static auto run(const char* call, Make&& make);
};

/// Any model: what vinyl_mode() takes. A program that works in one mode only says so once, in the namespace of its models and
/// before them, and has plain types from then on:
///
///     namespace shop {
///     vinyl::sync_mode vinyl_mode(vinyl::every_model);    // or vinyl::async_mode
///     struct Album : vinyl::model<Album> { ... };
///     auto n = Album::vinyl().count();                    // a std::int64_t
///     }
///
/// The function needs no body. It is about querysets, operations on objects and relations that are followed.
struct every_model {};

namespace detail {

template <class M>
struct this_model : every_model {};

dual_mode vinyl_mode(...);

template <class M>
using mode_of = decltype(vinyl_mode(this_model<M>()));

/// What an operation on M that gives a T returns.
template <class M, class T>
using result_of = typename mode_of<M>::template result<T>;

}  // namespace detail
}  // namespace vinyl
