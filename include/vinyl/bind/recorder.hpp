// Where the functions of bind/ say what they found, operands first: each call makes one expression of the last ones.
#pragma once

#include <vinyl/sql/recording.hpp>
#include <vinyl/sql/replay.hpp>

namespace vinyl::detail {

using recorder = sql::recording;

/// What bind(recorder) says, as an expression; null when what was bound is a mistake already.
template <class Bind>
sql::expr expression_said_by(const Bind& bind) {
    recorder to;
    bind(to);
    return to.empty() ? nullptr : sql::replay_expression(to);
}

}  // namespace vinyl::detail
