// What a connection may be used for right now, as its driver knows it from the protocol.
#pragma once

namespace vinyl {

/// The state of a connection. A driver derives it from what the server last said (ReadyForQuery), never from
/// a count of its own.
enum class connection_status {
    idle,                ///< Ready, outside a transaction: may be handed on.
    in_transaction,      ///< Ready, inside a transaction block.
    failed_transaction,  ///< Ready, inside a transaction block that only ROLLBACK can end.
    busy,                ///< Answers are outstanding (or a cancel request is under way).
    broken               ///< Of no further use, as far as is known: nothing shall be begun on it.
};

namespace io {
using vinyl::connection_status;
}

}  // namespace vinyl
