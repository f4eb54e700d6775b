// What a database driver must be able to do, and the erased forms in which the rest of vinyl holds one.
// Anything that models `database_driver` can stand behind an alias: vinyl::connections().add("fake",
// my_driver).
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/operation.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::db {

namespace detail {

template <class T>
struct awaited {};
template <class T>
struct awaited<dual<T>> {
    using type = T;
};
template <class T>
using awaited_t = typename awaited<std::remove_cvref_t<T>>::type;

template <class T>
struct pointee {};
template <class T>
struct pointee<std::unique_ptr<T>> {
    using type = T;
};

}  // namespace detail

/// One session with a database.
///
/// - `execute(statement, deadline) -> dual<some database_result>`: may be called again before an earlier call
///   has completed (async mode only); the statements run in the order of the calls, except one that had no effect
///   and must be prepared anew or read again, which may run after those behind it. A server error is thrown
///   as the class of the error tree that belongs to its SQLSTATE, and leaves the connection usable. A
///   deadline that passes is vinyl::timeout, a connection that breaks vinyl::connection_lost. One that
///   awaits_begin() counts from when the server can begin the statement: the driver calls begun() then. Until it
///   does, no time is too long, so a driver that has several statements under way must notice by itself that the
///   server answers none of them.
/// - `status() const -> connection_status`: the truth about the session, from the protocol's own answer. What
///   a pool may reuse is decided by this alone. May be called from any thread.
/// - `alive() -> bool`: called on an idle connection: false if the server is known to be gone. No round trip.
/// - `in_flight() const`: statements that are waiting for their answer.
/// - `close() noexcept`: ends the session; what is in flight fails with connection_lost, and so does what comes later. It is also
///   called when the execution context of the connection is about to go while somebody has the connection, and after that
///   nothing of the context may be touched any more.
///
/// May also have `session_reset() const -> std::string_view`: a statement that brings the session back to how it was
/// opened, for after SQL of the user's; without it, or when it is empty, nothing is done.
/// May also have a type `execution`, an io::operation that is made of (connection&, statement&&, deadline) and does what
/// execute() does: for queries without a coroutine of the driver's. And `about_to_send() const noexcept -> bool`: whether a
/// plain read that comes now costs less than elsewhere, because it would travel with others.
/// May also have a type `stream`, made of (connection&, statement&&), which reads rows while the statement runs:
/// postgres::connection::stream says what it must do. Without it, iterator() has the server keep the rows, by a cursor in a
/// transaction, for which execute() is enough.
template <class C>
concept database_connection = requires(C& connection, const C& observed, statement sent, io::deadline until) {
    requires database_result<detail::awaited_t<decltype(connection.execute(std::move(sent), until))>>;
    { observed.status() } -> std::same_as<connection_status>;
    { connection.alive() } -> std::convertible_to<bool>;
    { observed.in_flight() } -> std::convertible_to<std::size_t>;
    { connection.close() } noexcept;
};

/// A way to open sessions with one database.
///
/// - `connect(deadline) const -> dual<std::unique_ptr<some database_connection>>`: throws when it can not;
///   called from several threads at once in sync mode. In async mode the connection belongs to the execution
///   context it was opened on.
/// - `describe() const -> std::string`: which database this is, for error messages. No secrets.
///
/// A driver is copied when it is added, and must be cheap to copy or share its state.
template <class D>
concept database_driver = std::copy_constructible<D> && requires(const D& driver, io::deadline until) {
    requires database_connection<typename detail::pointee<detail::awaited_t<decltype(driver.connect(until))>>::type>;
    { driver.describe() } -> std::convertible_to<std::string>;
};

/// A statement on its way over any connection: an io::operation, its type forgotten.
class any_execution {
public:
    any_execution() = default;
    any_execution(const any_execution&) = delete;
    any_execution& operator=(const any_execution&) = delete;
    virtual ~any_execution() = default;

    [[nodiscard]] virtual io::need step(io::runner& by) = 0;
    [[nodiscard]] virtual bool withdraw() noexcept = 0;
    [[nodiscard]] virtual result take() = 0;

    static void* operator new(std::size_t size) { return vinyl::detail::take_frame(size); }
    static void operator delete(void* memory, std::size_t size) noexcept {
        vinyl::detail::put_back_frame(memory, size);
    }
};

/// A statement whose rows are read while it runs, over any connection: its type forgotten.
class any_stream {
public:
    any_stream() = default;
    any_stream(const any_stream&) = delete;
    any_stream& operator=(const any_stream&) = delete;
    virtual ~any_stream() = default;

    /// So many rows may come from now on; the next ones by then.
    virtual void want(std::size_t rows, io::deadline until) = 0;
    [[nodiscard]] virtual io::need step(io::runner& by) = 0;
    [[nodiscard]] virtual bool withdraw() noexcept = 0;
    /// Rows, which stay until the next step(); none at the end.
    [[nodiscard]] virtual result take() = 0;
};

/// Any `database_connection`, its type forgotten.
class any_connection {
public:
    any_connection() = default;
    any_connection(const any_connection&) = delete;
    any_connection& operator=(const any_connection&) = delete;
    virtual ~any_connection() = default;

    /// Runs a statement. The connection is kept until it has come to its end.
    [[nodiscard]] dual<result> execute(statement&& sent, io::deadline until);
    /// The same as an operation that has not begun.
    [[nodiscard]] virtual std::unique_ptr<any_execution> begin(statement&& sent, io::deadline until) = 0;
    /// A statement that has not begun. Null: the driver can not.
    [[nodiscard]] virtual std::unique_ptr<any_stream> stream(statement&& sent) = 0;
    /// Whether a plain read that comes now costs less than elsewhere, because it would travel with others.
    [[nodiscard]] virtual bool about_to_send() const noexcept = 0;
    [[nodiscard]] virtual connection_status status() const = 0;
    [[nodiscard]] virtual bool alive() = 0;
    [[nodiscard]] virtual std::size_t in_flight() const = 0;
    /// Empty: there is no need to.
    [[nodiscard]] virtual std::string_view session_reset() const = 0;
    virtual void close() noexcept = 0;
};

/// Any `database_driver`, its type forgotten.
class any_driver {
public:
    any_driver() = default;
    any_driver(const any_driver&) = delete;
    any_driver& operator=(const any_driver&) = delete;
    virtual ~any_driver() = default;

    [[nodiscard]] virtual dual<std::unique_ptr<any_connection>> connect(io::deadline until) const = 0;
    [[nodiscard]] virtual std::string describe() const = 0;
    /// Whether any_connection::stream() gives something.
    [[nodiscard]] virtual bool can_stream() const noexcept = 0;
};

namespace detail {

/// Over a connection that has operations.
template <class C>
class erased_execution final : public any_execution {
public:
    erased_execution(C& over, statement&& sent, io::deadline until) : steps_(over, std::move(sent), until) {}

    io::need step(io::runner& by) override { return steps_.step(by); }
    bool withdraw() noexcept override { return steps_.withdraw(); }
    result take() override { return result::of(steps_.take()); }

private:
    typename C::execution steps_;
};

/// Over a connection that has duals.
template <class C>
class awaited_execution final : public any_execution {
public:
    awaited_execution(C& over, statement&& sent, io::deadline until)
        : over_(over), sent_(std::move(sent)), until_(until) {}

    io::need step(io::runner& by) override {
        if (answer_) return io::need::nothing();
        answer_.emplace(over_.execute(std::move(sent_), until_));
        return by.await(*answer_);
    }
    bool withdraw() noexcept override { return false; }
    result take() override { return result::of(io::runner::result_of(*answer_)); }

private:
    using answer = std::remove_cvref_t<decltype(std::declval<C&>().execute(std::declval<statement>(), io::deadline()))>;

    C& over_;
    statement sent_;
    io::deadline until_;
    std::optional<answer> answer_;
};

template <class C>
concept has_operations = io::operation<typename C::execution> &&
                         std::constructible_from<typename C::execution, C&, statement&&, io::deadline>;

/// any_connection::execute() as an operation.
class execution_over_connection {
public:
    using value_type = result;
    execution_over_connection(any_connection& over, statement&& sent, io::deadline until)
        : steps_(over.begin(std::move(sent), until)) {}

    [[nodiscard]] io::need step(io::runner& by) { return steps_->step(by); }
    [[nodiscard]] bool withdraw() noexcept { return steps_->withdraw(); }
    [[nodiscard]] result take() { return steps_->take(); }

private:
    std::unique_ptr<any_execution> steps_;
};

template <class C>
class erased_stream final : public any_stream {
public:
    erased_stream(C& over, statement&& sent) : steps_(over, std::move(sent)) {}

    void want(std::size_t rows, io::deadline until) override { steps_.want(rows, until); }
    io::need step(io::runner& by) override { return steps_.step(by); }
    bool withdraw() noexcept override { return steps_.withdraw(); }
    result take() override { return result::of(steps_.take()); }

private:
    typename C::stream steps_;
};

/// Whether its type `stream` is meant for this: others may be called so, too.
template <class C>
concept makes_streams = std::constructible_from<typename C::stream, C&, statement&&>;

template <class C>
concept has_streams = makes_streams<C> && requires(typename C::stream& rows, std::size_t wanted, io::runner& by) {
    rows.want(wanted, io::deadline());
    { rows.step(by) } -> std::same_as<io::need>;
    { rows.withdraw() } noexcept -> std::convertible_to<bool>;
    requires database_result<std::remove_cvref_t<decltype(rows.take())>>;
};

template <class C>
class erased_connection final : public any_connection {
public:
    explicit erased_connection(std::unique_ptr<C> model) noexcept : model_(std::move(model)) {}

    std::unique_ptr<any_execution> begin(statement&& sent, io::deadline until) override {
        if constexpr (has_operations<C>) return std::make_unique<erased_execution<C>>(*model_, std::move(sent), until);
        else return std::make_unique<awaited_execution<C>>(*model_, std::move(sent), until);
    }
    std::unique_ptr<any_stream> stream([[maybe_unused]] statement&& sent) override {
        if constexpr (has_streams<C>) return std::make_unique<erased_stream<C>>(*model_, std::move(sent));
        else return nullptr;
    }
    bool about_to_send() const noexcept override {
        if constexpr (requires { std::as_const(*model_).about_to_send(); })
            return std::as_const(*model_).about_to_send();
        else return false;
    }
    connection_status status() const override { return std::as_const(*model_).status(); }
    bool alive() override { return model_->alive(); }
    std::size_t in_flight() const override { return std::as_const(*model_).in_flight(); }
    std::string_view session_reset() const override {
        if constexpr (requires { std::as_const(*model_).session_reset(); })
            return std::as_const(*model_).session_reset();
        else return {};
    }
    void close() noexcept override { model_->close(); }

private:
    std::unique_ptr<C> model_;
};

/// A driver's connecting.
template <class C>
class erased_opening {
public:
    using value_type = std::unique_ptr<any_connection>;

    explicit erased_opening(dual<std::unique_ptr<C>>&& opening) noexcept : opening_(std::move(opening)) {}

    [[nodiscard]] io::need step(io::runner& by) { return by.await(opening_); }
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    [[nodiscard]] value_type take() { return std::make_unique<erased_connection<C>>(io::runner::result_of(opening_)); }

private:
    dual<std::unique_ptr<C>> opening_;
};

template <class D>
using connection_of =
    typename pointee<awaited_t<decltype(std::declval<const D&>().connect(io::deadline::never()))>>::type;

template <class D>
concept makes_half_a_stream = makes_streams<connection_of<D>> && !has_streams<connection_of<D>>;

template <class D>
class erased_driver final : public any_driver {
    using connection_type = connection_of<D>;

public:
    explicit erased_driver(D model) : model_(std::move(model)) {}

    dual<std::unique_ptr<any_connection>> connect(io::deadline until) const override {
        return io::run<erased_opening<connection_type>>(model_.connect(until));
    }
    std::string describe() const override { return model_.describe(); }
    bool can_stream() const noexcept override { return has_streams<connection_type>; }

private:
    D model_;
};

}  // namespace detail

inline dual<result> any_connection::execute(statement&& sent, io::deadline until) {
    return io::run<detail::execution_over_connection>(*this, std::move(sent), until);
}

/// Forgets the type of a driver. Says in vinyl's words what is missing when it is none.
template <class D>
[[nodiscard]] std::shared_ptr<const any_driver> erase_driver(D model) {
    static_assert(database_driver<D>,
                  "vinyl: this is not a database driver. It needs connect(io::deadline) const returning "
                  "dual<std::unique_ptr<C>>, where C models db::database_connection, and describe() const returning a "
                  "string; vinyl/db/driver.hpp describes both");
    static_assert(
        !detail::makes_half_a_stream<D>,
        "vinyl: the connections of this driver have a type stream that is made of (connection&, statement&&), as "
        "iterator() needs it, but it lacks want(std::size_t, io::deadline), step(io::runner&) returning io::need, "
        "withdraw() noexcept returning bool, or take() returning a database_result; "
        "vinyl/postgres/connection.hpp says what each must do");
    return vinyl::detail::new_shared<detail::erased_driver<D>>(std::move(model));
}

}  // namespace vinyl::db
