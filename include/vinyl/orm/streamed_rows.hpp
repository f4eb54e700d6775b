// What iterator() gives: the rows of a queryset one after the other, of which only a chunk is in memory.
#pragma once

#include <vinyl/db/row_stream.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/run_in_mode.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl {
namespace detail {

/// How chunks are read: the same for rows of all types.
class chunk_source {
public:
    /// @param complete  with what is wanted of the rows
    chunk_source(sql::recording&& complete, options_ptr options, std::size_t chunk, streaming how);
    chunk_source(const chunk_source&) = delete;
    chunk_source& operator=(const chunk_source&) = delete;
    VINYL_DECL virtual ~chunk_source();

    /// Whether a row of the chunk is left. Not while the chunk is being read: its rows may yet move.
    [[nodiscard]] bool has_row() const noexcept { return next_ < count_ && !reading_.load(std::memory_order_relaxed); }

    // ---- of the operation that reads a chunk

    /// False: there is nothing to read.
    [[nodiscard]] bool begin();
    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept { return from_ && from_->withdraw(); }
    /// The operation was destroyed in the middle.
    void cut_off() noexcept;

protected:
    [[nodiscard]] std::size_t chunk_size() const noexcept { return chunk_; }
    [[nodiscard]] const queryset_options& options() const noexcept { return *options_; }
    [[nodiscard]] const sql::shape* shape() const noexcept { return asked_.shape.get(); }

    std::size_t next_ = 0;   // row of the chunk
    std::size_t count_ = 0;  // of its rows

private:
    /// Forgets the rows.
    virtual void clear() noexcept = 0;
    /// Adds rows, and counts each that is there.
    virtual void read(const db::result& rows) = 0;

    void end() noexcept;

    asked_rows asked_;
    const options_ptr options_;
    const std::size_t chunk_;
    const streaming how_;
    std::optional<db::row_stream> from_;
    std::exception_ptr failure_;  // for all who ask after the rows before it
    bool ended_ = false;
    std::atomic<bool> reading_ = false;
};

/// Reads a chunk when the last one has been used up.
class reading_chunk {
public:
    reading_chunk(const reading_chunk&) = delete;
    reading_chunk& operator=(const reading_chunk&) = delete;

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept { return reads_ && of_->withdraw(); }

protected:
    explicit reading_chunk(std::shared_ptr<chunk_source> of) noexcept;
    ~reading_chunk();

    std::shared_ptr<chunk_source> of_;

private:
    bool begun_ = false;
    bool reads_ = false;
};

/// Whether all that is in a row is written when it is read, whatever was in it before: there are but values, and no relations.
template <class Row>
inline constexpr bool is_overwritten = false;
template <class M>
    requires std::same_as<M, model_of<M>>
inline constexpr bool is_overwritten<M> = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::same_as<reader_of_member<M, I>, member_reader<field_type<M, I>>> && ...) &&
           (std::same_as<typename reader_of_member<M, I>::state, no_state> && ...);
}(std::make_index_sequence<field_count<M>>{});
template <column_type... T>
inline constexpr bool is_overwritten<std::tuple<T...>> = true;

/// A chunk's rows, which share what the rows of one result do.
template <class Row, class M>
class row_chunks final : public chunk_source {
    using reader = row_reader<Row>;
    static constexpr bool of_model = has_object<Row, M>;

public:
    using chunk_source::chunk_source;

    /// The next row, or null if none is left in the chunk.
    [[nodiscard]] Row* take_row() noexcept { return has_row() ? rows_.data() + next_++ : nullptr; }

private:
    void clear() noexcept override {
        if constexpr (!is_overwritten<Row>) rows_.clear();
        related_.reset();
        reader_.reset();
        at_.reset();
    }
    void read(const db::result& portion) override {
        if (!at_) begin_chunk(portion);
        cursor& at = *at_;  // all parts of a chunk have the same columns
        at.result = &portion;
        related_rows* related = nullptr;
        if constexpr (of_model) related = related_->rows();
        const row_maker<Row, std::conditional_t<of_model, M, void>> maker{*reader_, at, related};
        const std::size_t count = portion.rows();
        for (std::size_t number = 0; number < count; ++number, ++count_) {
            at.go_to(number);
            if (is_overwritten<Row> && count_ < rows_.size())
                maker.read(rows_[count_]);  // in the memory of the chunk before
            else if constexpr (std::is_aggregate_v<Row>) rows_.emplace_back(maker);
            else maker.read(rows_.emplace_back());  // a tuple might take the maker for its only value
        }
    }
    void begin_chunk(const db::result& portion) {
        constexpr std::size_t most_reserved = 1U << 16U;  // for whom a chunk is more, it grows
        if (portion.columns() < reader::columns) throw_wrong_count(reader::what(), portion.columns(), reader::columns);
        cursor& at = at_.emplace(portion, reader::what());
        if constexpr (requires { reader::members(); }) at.members = reader::members();
        const std::size_t expected = std::min(chunk_size(), most_reserved);
        reader_.emplace(options().reading, expected).check(at);
        if constexpr (of_model) related_.emplace(options().loaders, shape(), options().reading, expected);
        rows_.reserve(expected);
    }

    std::vector<Row> rows_;
    std::optional<cursor> at_;
    std::optional<reader> reader_;
    std::optional<related_reading> related_;
};

template <class Row, class M>
class next_row : public reading_chunk {
public:
    using steps = reading_chunk;
    using value_type = Row*;

    explicit next_row(std::shared_ptr<row_chunks<Row, M>> of) noexcept : reading_chunk(std::move(of)) {}

    [[nodiscard]] Row* take() noexcept { return static_cast<row_chunks<Row, M>&>(*of_).take_row(); }
};

/// Throws usage_error for a size below 1, and for one that the server does not take.
[[nodiscard]] std::size_t checked_chunk_size(std::int64_t size);

[[noreturn]] void throw_moved_rows();

}  // namespace detail

/// The rows of queryset::iterator(), one after the other. Both modes:
///
///     for (const Track& track : Track::vinyl().iterator()) ...                               // sync
///     auto rows = Track::vinyl().iterator(); while (auto* track = co_await rows.next()) ...  // async, and both from one source
///
/// A row may be changed or moved from. It stays until the chunk that it is in has been used up; then its place is another's.
/// Nothing is sent before the first row is asked for; nothing is read ahead but the chunk. Destroyed before the end, it gives
/// its connection back: see docs/streaming.md.
///
/// Move-only; may be moved while next() is under way, but not destroyed.
/// Thread safety: distinct objects: safe; shared objects: unsafe.
template <class M, class Row, class Mode>
class [[nodiscard]] streamed_rows {
public:
    using value_type = Row;

    /// For loops. It goes on where the last one stopped.
    class iterator {
    public:
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        iterator() noexcept = default;
        [[nodiscard]] Row& operator*() const noexcept { return *row_; }
        [[nodiscard]] Row* operator->() const noexcept { return row_; }
        iterator& operator++() {
            row_ = of_->next_now();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& left, std::default_sentinel_t) noexcept { return left.row_ == nullptr; }

    private:
        friend class streamed_rows;
        explicit iterator(streamed_rows& of) : of_(&of), row_(of.next_now()) {}

        streamed_rows* of_ = nullptr;
        Row* row_ = nullptr;
    };

    streamed_rows(sql::recording rows, detail::options_ptr options, std::int64_t chunk_size, streaming how)
        : chunks_(std::make_shared<chunks>(std::move(rows), std::move(options), detail::checked_chunk_size(chunk_size),
                                           how)) {}
    streamed_rows(streamed_rows&&) noexcept = default;
    streamed_rows& operator=(streamed_rows&&) noexcept = default;
    streamed_rows(const streamed_rows&) = delete;
    streamed_rows& operator=(const streamed_rows&) = delete;
    ~streamed_rows() = default;

    /// The next row; null at the end, then and whenever it is asked again. It counts as taken with the call.
    /// Errors: what the query fails with. They come after the rows that were read before them, and then again with each call.
    /// usage_error while another next() is under way, outside of the atomic block that the first one was in, in the other mode, and
    /// in another execution context; connection_lost when that of the first one has been destroyed.
    /// Cancellation (async mode): the query is given up, as by an error.
    [[nodiscard]] typename Mode::template result<Row*> next() {
        return Mode::run(detail::call_name<M, "iterator">, [this]() -> dual<Row*> {
            if (!chunks_) detail::throw_moved_rows();
            if (chunks_->has_row()) return dual<Row*>::ready(chunks_->take_row());
            return io::run<detail::next_row<Row, M>>(chunks_);
        });
    }

    /// Reads the first row. Sync mode.
    [[nodiscard]] iterator begin() { return iterator(*this); }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

private:
    using chunks = detail::row_chunks<Row, M>;

    [[nodiscard]] Row* next_now() {
        if (chunks_ && chunks_->has_row()) return chunks_->take_row();
        if constexpr (std::same_as<Mode, sync_mode>) {
            return next();
        } else {
            static_assert(!std::same_as<Mode, async_mode>,
                          "vinyl: the iterator() of an .async() queryset can not be used as a range; write "
                          "while (auto* row = co_await rows.next())");
            return next().get();
        }
    }

    std::shared_ptr<chunks> chunks_;  // shared with the operation that reads
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/streamed_rows.ipp>
#endif
