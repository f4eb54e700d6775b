// One statement whose rows are read while the server still makes them.
//
// Its caller reads the socket itself, in both modes, and only when it wants rows: what it does not read stays with the
// operating systems of both sides until their buffers are full, and then the server waits.
#pragma once

#include <vinyl/io/operation.hpp>
#include <vinyl/postgres/element.hpp>
#include <vinyl/postgres/pipeline.hpp>
#include <vinyl/postgres/row_batch.hpp>

#include <cstddef>
#include <memory>

namespace vinyl::postgres {

/// See connection::stream for what it promises.
class pipeline::stream {
public:
    stream(std::shared_ptr<pipeline> of, statement&& what)
        : of_(std::move(of)), mine_(std::make_shared<element>(std::move(what), io::deadline::never())) {}
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream() { leave(); }

    void want(std::size_t rows, io::deadline until) noexcept;
    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    [[nodiscard]] batch_rows take();

private:
    class draining;
    enum class stage : unsigned char { begun, reading, waiting };

    void leave() noexcept;

    const std::shared_ptr<pipeline> of_;
    const std::shared_ptr<element> mine_;
    row_batch batch_;
    std::size_t wanted_ = 1;
    io::deadline until_;
    stage at_ = stage::begun;
    bool in_thread_ = false;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/pipeline_stream.ipp>
#endif
