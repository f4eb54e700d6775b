// expect: vinyl: the result of an .async() query is only awaitable: write co_await before it, or use .sync() for a plain value
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

namespace jobs {
vinyl::async_mode vinyl_mode(vinyl::every_model);
struct Job : vinyl::model<Job> {
    std::int64_t id{};
};
}  // namespace jobs

#ifdef CONTROL
auto count() { return jobs::Job::vinyl().count(); }
#else
std::int64_t count() { return jobs::Job::vinyl().count(); }
#endif
