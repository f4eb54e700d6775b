// How many statements a piece of code sends: a test that a loop does not ask the database once per row.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/db/atomic.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::testing {

namespace detail {

/// The statements of the process since it was made.
class query_recorder {
public:
    query_recorder();
    [[nodiscard]] std::vector<std::string> texts() const;

private:
    struct record {
        std::mutex mutex;
        std::vector<std::string> texts;
    };
    // shared, because an observer that runs in another thread may outlive its subscription by a moment
    std::shared_ptr<record> record_;
    query_subscription subscription_;
};

}  // namespace detail

/// Runs `body` and gives the SQL texts of the statements that the process sent meanwhile, in the order of their answers.
/// BEGIN, COMMIT and savepoints are not among them.
/// @param body  as for vinyl::atomic; its result is dropped
/// Errors: what leaves the body.
template <class Body>
    requires std::is_invocable_v<Body&>
dual<std::vector<std::string>> record_queries(Body body) {
    using result = vinyl::detail::body_result_t<Body>;
    const detail::query_recorder recorder;
    co_await vinyl::detail::run_body<result>(vinyl::detail::current_context(), body);
    co_return recorder.texts();
}

/// Runs `body` and gives the number of statements that the process sent meanwhile; see record_queries().
///
///     CHECK(vinyl::testing::count_queries([&] { report(); }) == 2);
template <class Body>
    requires std::is_invocable_v<Body&>
dual<std::int64_t> count_queries(Body body) {
    const std::vector<std::string> texts = co_await record_queries(std::move(body));
    co_return static_cast<std::int64_t>(texts.size());
}

}  // namespace vinyl::testing

#ifdef VINYL_HEADER_ONLY
#include <vinyl/testing/count_queries.ipp>
#endif
