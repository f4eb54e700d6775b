// How a sequence goes on with a part of it, and behind it.
#pragma once

#include <vinyl/io/sequence.hpp>

namespace vinyl::io {

VINYL_DECL need sequence::step(runner& by) {
    for (;;) {
        if (part_ != nullptr) {
            const need next = step_part_(part_, by);
            if (!next.is_nothing()) return next;  // it may be running elsewhere by now
            part_ = nullptr;
        }
        const need next = go_on(by);
        if (!next.is_nothing() || (part_ == nullptr && line_ == ended)) return next;
    }
}

}  // namespace vinyl::io
