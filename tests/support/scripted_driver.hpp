// A database that is not there: a second driver, which answers by a script, for tests of everything above the
// driver.
//
//     tests::scripted_driver driver;
//     driver.script().on("SELECT 1", tests::rows({{"1"}}));
//     driver.script().on("INSERT", tests::server_error("23505", "duplicate key"), tests::once);
//     registry.add("fake", driver);
//
// It knows just enough of transactions to be honest about its state, and counts everything.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/db/fair_mutex.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/sleep.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

/// Models database_result: text cells, a tag.
class scripted_result {
public:
    using row = std::vector<std::optional<std::string>>;

    scripted_result() = default;
    scripted_result(std::vector<row> rows, std::string tag)
        : rows_(std::make_shared<std::vector<row>>(std::move(rows))),
          tag_(std::make_shared<std::string>(std::move(tag))) {}

    std::size_t rows() const { return rows_ ? rows_->size() : 0; }
    std::size_t columns() const { return rows() == 0 ? 0 : rows_->front().size(); }
    std::uint64_t affected() const { return rows(); }
    std::uint32_t column_oid(std::size_t) const { return 25; }
    std::string_view column_name(std::size_t) const { return "column"; }
    bool is_null(std::size_t r, std::size_t c) const { return !(*rows_)[r][c].has_value(); }
    std::string_view bytes(std::size_t r, std::size_t c) const {
        return is_null(r, c) ? std::string_view() : *(*rows_)[r][c];
    }
    std::string_view command_tag() const { return tag_ ? std::string_view(*tag_) : std::string_view(); }

private:
    std::shared_ptr<std::vector<row>> rows_;
    std::shared_ptr<std::string> tag_;
};

/// What happens when a statement comes.
struct answer {
    enum class kind { rows, server_error, lost, no_answer } what = kind::rows;
    std::vector<scripted_result::row> rows{};
    std::string sqlstate{};
    std::string message{};
    std::string tag{};  ///< What the server says it did; by default what it was told to do.
    std::optional<std::chrono::microseconds> takes{};  ///< Instead of what all statements take.
};

/// The server does something else than it was told.
inline answer tagged(std::string tag) { return {answer::kind::rows, {}, {}, {}, std::move(tag)}; }
inline answer rows(std::vector<scripted_result::row> cells) {
    return {answer::kind::rows, std::move(cells), {}, {}, {}};
}
inline answer server_error(std::string sqlstate, std::string message) {
    return {answer::kind::server_error, {}, std::move(sqlstate), std::move(message), {}};
}
inline answer connection_dies() { return {answer::kind::lost, {}, {}, "the server closed the connection", {}}; }
inline answer answered_after(std::chrono::microseconds time) { return {answer::kind::rows, {}, {}, {}, {}, time}; }
/// The statement never gets an answer; its deadline passes.
inline answer never_answers() { return {answer::kind::no_answer, {}, {}, {}, {}}; }

/// How often a rule holds.
inline constexpr std::size_t once = 1;
inline constexpr std::size_t always = static_cast<std::size_t>(-1);

/// The shared script and its books. Thread-safe.
class script {
public:
    /// Statements that contain `text` are answered so, the next `times` times. Later rules go first.
    void on(std::string text, answer with, std::size_t times = always) {
        const std::lock_guard lock(mutex_);
        rules_.push_back({std::move(text), std::move(with), times});
    }
    /// After so many statements from now on, the next `times` are answered so, whatever they are.
    void refuse(std::size_t after, answer with, std::size_t times) {
        const std::lock_guard lock(mutex_);
        refuses_after_ = after;
        refusal_ = {{}, std::move(with), times};
    }
    /// How long each statement takes.
    void take(std::chrono::microseconds time) { statement_time_ = time; }
    /// How long connecting takes.
    void connecting_takes(std::chrono::microseconds time) { connect_time_ = time; }
    /// The next `times` attempts to connect fail.
    void fail_to_connect(std::size_t times) { failing_connects_ = times; }
    /// Every connection that is open now is found dead when it is probed or used.
    void kill_connections() { ++epoch_; }

    /// All statements that were sent, each as "number of the connection: text".
    std::vector<std::string> log() const {
        const std::lock_guard lock(mutex_);
        return log_;
    }
    /// Only the texts.
    std::vector<std::string> texts() const {
        std::vector<std::string> texts;
        for (const std::string& line : log()) texts.push_back(line.substr(line.find(": ") + 2));
        return texts;
    }
    void forget_log() {
        const std::lock_guard lock(mutex_);
        log_.clear();
    }

    std::atomic<std::size_t> connects{0}, opened{0}, closed{0}, most_open{0}, executed{0}, most_in_flight{0}, probes{0};
    std::size_t open() const { return opened - closed; }

private:
    friend class scripted_connection;
    friend class scripted_driver;

    struct rule {
        std::string text;
        answer with;
        std::size_t times;
    };

    answer answer_to(std::size_t connection, const std::string& text) {
        ++executed;
        const std::lock_guard lock(mutex_);
        log_.push_back(std::to_string(connection) + ": " + text);
        if (refuses_after_ > 0) {
            --refuses_after_;
        } else if (refusal_.times > 0) {
            if (refusal_.times != always) --refusal_.times;
            return refusal_.with;
        }
        for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
            if (rule->times == 0 || text.find(rule->text) == std::string::npos) continue;
            if (rule->times != always) --rule->times;
            return rule->with;
        }
        return {};
    }
    static void raise(std::atomic<std::size_t>& highest, std::size_t to) {
        std::size_t known = highest;
        while (known < to && !highest.compare_exchange_weak(known, to)) continue;
    }

    mutable std::mutex mutex_;
    std::vector<rule> rules_;
    std::size_t refuses_after_ = 0;
    rule refusal_{{}, {}, 0};
    std::vector<std::string> log_;
    std::atomic<std::chrono::microseconds> statement_time_{std::chrono::microseconds(0)};
    std::atomic<std::chrono::microseconds> connect_time_{std::chrono::microseconds(0)};
    std::atomic<std::size_t> failing_connects_{0};
    std::atomic<std::size_t> epoch_{0};
};

/// Models database_connection: statements are done in the order in which they come.
class scripted_connection {
    struct state {
        std::shared_ptr<script> by;
        std::size_t number = 0;
        std::size_t epoch = 0;
        vinyl::db::fair_mutex turn;
        std::atomic<vinyl::connection_status> status{vinyl::connection_status::idle};
        std::atomic<std::size_t> in_flight{0};
        std::atomic<bool> abandoned{false};  // an answer is outstanding that nobody waits for
    };

public:
    scripted_connection(std::shared_ptr<script> by, std::size_t number) : state_(std::make_shared<state>()) {
        state_->by = std::move(by);
        state_->number = number;
        state_->epoch = state_->by->epoch_;
    }
    ~scripted_connection() {
        close();
        ++state_->by->closed;
    }
    scripted_connection(const scripted_connection&) = delete;
    scripted_connection& operator=(const scripted_connection&) = delete;

    vinyl::dual<scripted_result> execute(vinyl::statement sent, vinyl::io::deadline until) {
        return run(state_, std::move(sent.text), until);
    }
    vinyl::connection_status status() const {
        if (state_->status != vinyl::connection_status::broken && (state_->in_flight > 0 || state_->abandoned))
            return vinyl::connection_status::busy;
        return state_->status;
    }
    bool alive() {
        ++state_->by->probes;
        return state_->epoch == state_->by->epoch_ && state_->status != vinyl::connection_status::broken;
    }
    std::size_t in_flight() const { return state_->in_flight; }
    void close() noexcept { state_->status = vinyl::connection_status::broken; }

private:
    /// One statement under way; what was not finished leaves its answer outstanding.
    struct flight {
        explicit flight(state& in) : of(in) { script::raise(of.by->most_in_flight, ++of.in_flight); }
        flight(const flight&) = delete;
        flight& operator=(const flight&) = delete;
        ~flight() {
            --of.in_flight;
            if (!answered) {  // given up, but the server has it and does it
                of.abandoned = true;
                if (begins && of.status == vinyl::connection_status::idle)
                    of.status = vinyl::connection_status::in_transaction;
            }
            if (has_turn) of.turn.unlock();
        }
        state& of;
        bool answered = false;
        bool begins = false;
        bool has_turn = false;
    };

    static vinyl::dual<scripted_result> run(std::shared_ptr<state> self, std::string text, vinyl::io::deadline until) {
        using status = vinyl::connection_status;
        if (self->epoch != self->by->epoch_) self->status = status::broken;
        if (self->status == status::broken) throw vinyl::connection_lost("the connection is closed");
        flight now(*self);
        now.begins = text.starts_with("BEGIN");
        const answer with = self->by->answer_to(self->number, text);
        now.has_turn = co_await self->turn.lock(until);
        until = until.begun();
        if (with.what == answer::kind::no_answer) {
            co_await vinyl::io::sleep_until(until);
            throw vinyl::timeout("no answer within the deadline");
        }
        const std::chrono::microseconds time = with.takes.value_or(self->by->statement_time_);
        if (time.count() > 0) co_await vinyl::io::sleep_for(time);
        now.answered = true;
        self->abandoned = false;
        if (with.what == answer::kind::lost || self->epoch != self->by->epoch_) {
            self->status = status::broken;
            throw vinyl::connection_lost("the server closed the connection");
        }
        if (with.what == answer::kind::server_error) {
            if (self->status == status::in_transaction) self->status = status::failed_transaction;
            if (text == "COMMIT") self->status = status::idle;
            vinyl::diagnostics fields;
            fields.sqlstate = with.sqlstate;
            fields.message = with.message;
            fields.statement = text;
            vinyl::throw_database_error(std::move(fields));
        }
        co_return finish(*self, text, with);
    }

    /// The little that must be known of transactions.
    static scripted_result finish(state& self, const std::string& text, const answer& with) {
        using status = vinyl::connection_status;
        const bool failed = self.status == status::failed_transaction;
        std::string tag = text.substr(0, text.find(' '));
        if (text == "COMMIT" && failed) tag = "ROLLBACK";
        if (text == "COMMIT" || text == "ROLLBACK") {
            self.status = status::idle;
        } else if (text.starts_with("ROLLBACK TO")) {
            self.status = status::in_transaction;
        } else if (failed) {
            vinyl::diagnostics fields;
            fields.sqlstate = "25P02";
            fields.message = "current transaction is aborted, commands ignored until end of transaction block";
            vinyl::throw_database_error(std::move(fields));
        } else if (text.starts_with("BEGIN")) {
            self.status = status::in_transaction;
        }
        if (!with.tag.empty()) tag = with.tag;
        return {with.rows, std::move(tag)};
    }

    std::shared_ptr<state> state_;
};

/// Models database_driver. Copies share one script.
class scripted_driver {
public:
    class script& script() const { return *script_; }

    vinyl::dual<std::unique_ptr<scripted_connection>> connect(vinyl::io::deadline until) const {
        return open(script_, until);
    }
    std::string describe() const { return "a scripted database"; }

private:
    static vinyl::dual<std::unique_ptr<scripted_connection>> open(std::shared_ptr<class script> by,
                                                                  vinyl::io::deadline until) {
        const std::size_t number = ++by->connects;
        const std::chrono::microseconds time = by->connect_time_;
        if (time.count() > 0) co_await vinyl::io::sleep_until(std::min(until, vinyl::io::deadline::after(time)));
        if (until.expired()) throw vinyl::timeout("connecting took too long");
        if (by->failing_connects_ > 0) {
            --by->failing_connects_;
            throw vinyl::operational_error("connection refused by the script", "08001");
        }
        script::raise(by->most_open, ++by->opened - by->closed);
        co_return std::make_unique<scripted_connection>(std::move(by), number);
    }

    std::shared_ptr<class script> script_ = std::make_shared<class script>();
};

}  // namespace tests
