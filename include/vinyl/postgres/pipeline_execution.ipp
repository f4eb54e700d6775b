// The steps of a statement on its way through a connection.
#pragma once

#include <vinyl/base/spare_statement.hpp>
#include <vinyl/postgres/pipeline_execution.hpp>
#include <vinyl/postgres/pipeline.ipp>

#include <utility>

namespace vinyl::postgres {

VINYL_DECL io::need pipeline::execution::step(io::runner& by) {
    by.require_waited();
    switch (at_) {
        case stage::begun:
            session::check_parameters(here_.what);
            if (by.is_thread()) {
                at_ = stage::working;
                return after(of_.begin(mine_));
            }
            session::check_text(here_.what);
            if (!kept_) kept_ = of_.shared_from_this();
            at_ = stage::queued;
            return of_.queue(mine_, by);
        case stage::working:
            return after(by.found() == io::readiness::read ? of_.turn_alone(here_)
                                                           : of_.turn(false, by.found(), here_));
        case stage::withdrawn: at_ = stage::ended; throw cancelled();
        case stage::told:
        case stage::queued:
        case stage::ended: break;
    }
    at_ = stage::ended;
    return io::need::nothing();
}

VINYL_DECL io::need pipeline::execution::after(const plan& then) noexcept {
    switch (then.next) {
        case plan::step::wait: return io::need::ready(of_.watch_, then.wanted, then.until);
        case plan::step::follow: return io::need::set(*here_.may_lead, then.until);
        case plan::step::finished: break;
    }
    at_ = then.others_tell ? stage::told : stage::ended;
    return then.others_tell ? io::need::set(*here_.done, io::deadline::never()) : io::need::nothing();
}

VINYL_DECL bool pipeline::execution::withdraw() noexcept {
    if (at_ != stage::queued || !of_.abandon(mine_)) return false;
    at_ = stage::withdrawn;
    return true;
}

/// The caller leaves before its statement is completed.
VINYL_DECL void pipeline::execution::give_up() noexcept {
    const bool in_thread = at_ == stage::working || at_ == stage::told;
    if (at_ == stage::working) of_.leave(here_);
    if (at_ == stage::withdrawn || of_.abandon(mine_)) return;
    // Completed by others after all. They are about to say so, and it must last until they have; so must that of a task of
    // another execution context, which is not called but waits.
    if (in_thread || here_.done) static_cast<void>(here_.done->block_until(io::deadline::never()));
}

VINYL_DECL result pipeline::execution::take() {
    if (here_.error) std::rethrow_exception(here_.error);
    vinyl::detail::spare_statement::put_back(std::move(here_.what));
    return result(std::move(here_.answer));
}

}  // namespace vinyl::postgres
