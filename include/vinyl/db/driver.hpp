// What a database driver must be able to do, and the erased forms in which the rest of vinyl holds one.
// Anything that models `database_driver` can stand behind an alias: vinyl::connections().add("fake",
// my_driver).
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/io/deadline.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
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

/// The same outcome, its type forgotten: on the spot if it is there (sync mode), else in a coroutine.
template <class R>
dual<result> erased_when_awaited(dual<R> model) {
    R value = co_await std::move(model);
    co_return result::of(std::move(value));
}

template <class R>
dual<result> erased_result(dual<R> model) {
    if (model.is_ready()) return dual<result>::ready(result::of(std::move(model).get()));
    return erased_when_awaited(std::move(model));
}

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
/// - `close() noexcept`: ends the session; what is in flight fails with connection_lost.
///
/// May also have `session_reset() const -> std::string_view`: a statement that brings the session back to how it was
/// opened, for after SQL of the user's; without it, or when it is empty, nothing is done.
/// May also have `execute_now(statement&&, deadline) -> that result`, for queries in sync mode: without a dual around it.
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

/// Any `database_connection`, its type forgotten.
class connection {
public:
    connection() = default;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    virtual ~connection() = default;

    [[nodiscard]] virtual dual<result> execute(statement&& sent, io::deadline until) = 0;
    /// The same in the calling thread, in whatever mode.
    [[nodiscard]] virtual result execute_now(statement&& sent, io::deadline until) = 0;
    [[nodiscard]] virtual connection_status status() const = 0;
    [[nodiscard]] virtual bool alive() = 0;
    [[nodiscard]] virtual std::size_t in_flight() const = 0;
    /// Empty: there is no need to.
    [[nodiscard]] virtual std::string_view session_reset() const = 0;
    virtual void close() noexcept = 0;

    /// The driver's own connection, if it is a C: for what only one database can do.
    template <class C>
    [[nodiscard]] C* as() noexcept;

protected:
    [[nodiscard]] virtual void* model(const void* type) noexcept = 0;
    template <class C>
    static constexpr char type_tag{};
};

/// Any `database_driver`, its type forgotten.
class driver {
public:
    driver() = default;
    driver(const driver&) = delete;
    driver& operator=(const driver&) = delete;
    virtual ~driver() = default;

    [[nodiscard]] virtual dual<std::unique_ptr<connection>> connect(io::deadline until) const = 0;
    [[nodiscard]] virtual std::string describe() const = 0;
};

namespace detail {

template <class C>
class erased_connection final : public connection {
public:
    explicit erased_connection(std::unique_ptr<C> model) noexcept : model_(std::move(model)) {}

    dual<result> execute(statement&& sent, io::deadline until) override {
        return erased_result(model_->execute(std::move(sent), until));
    }
    result execute_now(statement&& sent, io::deadline until) override {
        if constexpr (requires { model_->execute_now(std::move(sent), until); }) {
            return result::of(model_->execute_now(std::move(sent), until));
        } else {
            const async_scope sync(false);  // whoever changes the process's mode meanwhile
            return result::of(model_->execute(std::move(sent), until).get());
        }
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

protected:
    void* model(const void* type) noexcept override { return type == &type_tag<C> ? model_.get() : nullptr; }

private:
    std::unique_ptr<C> model_;
};

template <class D>
class erased_driver final : public driver {
    using connection_type =
        typename pointee<awaited_t<decltype(std::declval<const D&>().connect(io::deadline::never()))>>::type;

public:
    explicit erased_driver(D model) : model_(std::move(model)) {}

    dual<std::unique_ptr<connection>> connect(io::deadline until) const override {
        dual<std::unique_ptr<connection_type>> opened = model_.connect(until);
        if (opened.is_ready()) return dual<std::unique_ptr<connection>>(erased(std::move(opened).get()));
        return erased_when_opened(std::move(opened));
    }
    std::string describe() const override { return model_.describe(); }

private:
    static std::unique_ptr<connection> erased(std::unique_ptr<connection_type> opened) {
        return std::make_unique<erased_connection<connection_type>>(std::move(opened));
    }

    static dual<std::unique_ptr<connection>> erased_when_opened(dual<std::unique_ptr<connection_type>> opening) {
        std::unique_ptr<connection_type> opened = co_await std::move(opening);
        co_return erased(std::move(opened));
    }

    D model_;
};

}  // namespace detail

template <class C>
C* connection::as() noexcept {
    return static_cast<C*>(model(&type_tag<C>));
}

/// Forgets the type of a driver. Says in vinyl's words what is missing when it is none.
template <class D>
[[nodiscard]] std::shared_ptr<const driver> erase_driver(D model) {
    static_assert(database_driver<D>,
                  "vinyl: this is not a database driver. It needs connect(io::deadline) const returning "
                  "dual<std::unique_ptr<C>>, where C models db::database_connection, and describe() const returning a "
                  "string; vinyl/db/driver.hpp describes both");
    return std::make_shared<detail::erased_driver<D>>(std::move(model));
}

}  // namespace vinyl::db
