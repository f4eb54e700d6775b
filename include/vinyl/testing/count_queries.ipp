// Bodies of testing/count_queries.hpp.
#pragma once

#include <vinyl/testing/count_queries.hpp>

namespace vinyl::testing::detail {

VINYL_DECL query_recorder::query_recorder()
    : record_(std::make_shared<record>()), subscription_(observe_queries([to = record_](const query_event& query) {
          if (query.transaction_control) return;
          const std::lock_guard lock(to->mutex);
          to->texts.emplace_back(query.text);
      })) {}

VINYL_DECL std::vector<std::string> query_recorder::texts() const {
    const std::lock_guard lock(record_->mutex);
    return record_->texts;
}

}  // namespace vinyl::testing::detail
