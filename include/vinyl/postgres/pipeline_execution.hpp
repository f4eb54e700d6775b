// One statement on its way through a connection, as an operation of both modes.
#pragma once

#include <vinyl/io/operation.hpp>
#include <vinyl/postgres/element.hpp>
#include <vinyl/postgres/pipeline.hpp>

#include <memory>

namespace vinyl::postgres {

/// A thread works for the connection while it waits, or follows the one that does; a task is called by the background work.
/// See connection::execute for what it promises.
class pipeline::execution {
public:
    using value_type = result;

    /// @param of  must be there until the first step; in sync mode until the end
    execution(pipeline& of, statement&& what, io::deadline until) : of_(of), here_(std::move(what), until) {}
    execution(std::shared_ptr<pipeline> of, statement&& what, io::deadline until)
        : kept_(std::move(of)), of_(*kept_), here_(std::move(what), until) {}
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;
    ~execution() {
        if (at_ != stage::begun && at_ != stage::ended) give_up();
    }

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept;
    [[nodiscard]] result take();

private:
    enum class stage : unsigned char {
        begun,
        working,    ///< A thread has its place among those who work.
        told,       ///< A thread whose statement others have completed, and who are about to say so.
        queued,     ///< A task.
        withdrawn,  ///< A task that was cancelled, and whose statement is nobody's any more.
        ended
    };

    [[nodiscard]] io::need after(const plan& then) noexcept;
    void give_up() noexcept;

    std::shared_ptr<pipeline> kept_;
    pipeline& of_;
    element here_;
    const std::shared_ptr<element> mine_{std::shared_ptr<element>(), &here_};  // owns nothing
    stage at_ = stage::begun;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/pipeline_execution.ipp>
#endif
