// A lost connection where the statement had not left the program.
#pragma once

#include <vinyl/base/error.hpp>

namespace vinyl {

/// The connection was lost before any byte of the statement was sent: it has not run, and sending it again on
/// another connection is safe. A plain connection_lost from an execute() means that it was sent and may have
/// run.
class not_sent : public connection_lost {
public:
    using connection_lost::connection_lost;
};

}  // namespace vinyl
