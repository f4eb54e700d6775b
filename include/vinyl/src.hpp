// All non-template code of vinyl. Header-only use never needs this file. To compile that code once instead of in every
// translation unit, define VINYL_SEPARATE_COMPILATION for the whole program and include this in exactly one .cpp.
// It brings Boost.JSON's own non-template code along.
#pragma once

#include <vinyl/base/config.hpp>

#ifndef VINYL_SEPARATE_COMPILATION
#error "<vinyl/src.hpp> is for programs that define VINYL_SEPARATE_COMPILATION; without it everything is inline already"
#endif

#include <vinyl/base/error.ipp>
#include <vinyl/base/new_shared.ipp>
#include <vinyl/base/random.ipp>

#include <vinyl/types/bad_value.ipp>
#include <vinyl/types/decimal.ipp>
#include <vinyl/types/decimal_arithmetic.ipp>
#include <vinyl/types/groups_to_double.ipp>
#include <vinyl/types/interval.ipp>
#include <vinyl/types/parse_double.ipp>
#include <vinyl/types/text.ipp>
#include <vinyl/types/time_of_day.ipp>
#include <vinyl/types/time_zone.ipp>
#include <vinyl/types/uuid.ipp>

#include <vinyl/codec/array.ipp>
#include <vinyl/codec/bytes.ipp>
#include <vinyl/codec/decimal.ipp>
#include <vinyl/codec/floating.ipp>
#include <vinyl/codec/hstore.ipp>
#include <vinyl/codec/json.ipp>
#include <vinyl/codec/oid.ipp>
#include <vinyl/codec/text.ipp>
#include <vinyl/codec/tsvector.ipp>

#include <vinyl/dual/dual.ipp>
#include <vinyl/dual/executors.ipp>
#include <vinyl/dual/frame_memory.ipp>

#include <vinyl/io/alarm.ipp>
#include <vinyl/io/event.ipp>
#include <vinyl/io/operation.ipp>
#include <vinyl/io/sequence.ipp>
#include <vinyl/io/host_addresses.ipp>
#include <vinyl/io/sleep.ipp>
#include <vinyl/io/socket_listener.ipp>
#include <vinyl/io/poller.ipp>
#include <vinyl/io/socket_watch.ipp>
#include <vinyl/io/underlying_executor.ipp>

#include <vinyl/postgres/cancel.ipp>
#include <vinyl/postgres/connect.ipp>
#include <vinyl/postgres/connecting.ipp>
#include <vinyl/postgres/connection_string.ipp>
#include <vinyl/postgres/diagnostics.ipp>
#include <vinyl/postgres/pipeline.ipp>
#include <vinyl/postgres/pipeline_background.ipp>
#include <vinyl/postgres/pipeline_execution.ipp>
#include <vinyl/postgres/pipeline_giving_up.ipp>
#include <vinyl/postgres/pipeline_queue.ipp>
#include <vinyl/postgres/pipeline_stream.ipp>
#include <vinyl/postgres/refusals.ipp>
#include <vinyl/postgres/result.ipp>
#include <vinyl/postgres/session.ipp>
#include <vinyl/postgres/settings.ipp>
#include <vinyl/postgres/statement_cache.ipp>

#include <vinyl/db/acquire.ipp>
#include <vinyl/db/alias_in_errors.ipp>
#include <vinyl/db/atomic.ipp>
#include <vinyl/db/database.ipp>
#include <vinyl/db/execute.ipp>
#include <vinyl/db/execution.ipp>
#include <vinyl/db/fair_mutex.ipp>
#include <vinyl/db/options.ipp>
#include <vinyl/db/pool.ipp>
#include <vinyl/db/pool_core.ipp>
#include <vinyl/db/pool_service.ipp>
#include <vinyl/db/postgres_driver.ipp>
#include <vinyl/db/query_log.ipp>
#include <vinyl/db/registry.ipp>
#include <vinyl/db/row_stream.ipp>
#include <vinyl/db/transaction.ipp>
#include <vinyl/db/transaction_gate.ipp>
#include <vinyl/db/transaction_steps.ipp>
#include <vinyl/db/transaction_words.ipp>

#include <vinyl/expr/search_functions.ipp>
#include <vinyl/sql/lookup_info.ipp>
#include <vinyl/sql/identifier.ipp>
#include <vinyl/sql/tree.ipp>
#include <vinyl/sql/joins.ipp>
#include <vinyl/sql/nulls.ipp>
#include <vinyl/sql/expression.ipp>
#include <vinyl/sql/resolver.ipp>
#include <vinyl/sql/conditions.ipp>
#include <vinyl/sql/split.ipp>
#include <vinyl/sql/query.ipp>
#include <vinyl/sql/query_merge.ipp>
#include <vinyl/sql/query_relations.ipp>
#include <vinyl/sql/writer.ipp>
#include <vinyl/sql/writer_conditions.ipp>
#include <vinyl/sql/select_plan.ipp>
#include <vinyl/sql/separate.ipp>
#include <vinyl/sql/compile_select.ipp>
#include <vinyl/sql/compile_aggregate.ipp>
#include <vinyl/sql/compile_combined.ipp>
#include <vinyl/sql/compile_common.ipp>
#include <vinyl/sql/compile_qualified.ipp>
#include <vinyl/sql/compile_write.ipp>
#include <vinyl/sql/recording.ipp>
#include <vinyl/sql/recording_bytes.ipp>
#include <vinyl/sql/recording_queries.ipp>
#include <vinyl/sql/replay.ipp>
#include <vinyl/sql/shape.ipp>
#include <vinyl/sql/shape_cache.ipp>
#include <vinyl/sql/statement_of.ipp>

#include <vinyl/model/relations.ipp>

#include <vinyl/bind/parameter.ipp>

#include <vinyl/rows/peers.ipp>
#include <vinyl/rows/arranged.ipp>
#include <vinyl/rows/chosen_row.ipp>
#include <vinyl/rows/partial.ipp>
#include <vinyl/rows/read.ipp>
#include <vinyl/rows/select_related.ipp>

#include <vinyl/orm/fetch.ipp>
#include <vinyl/orm/explain.ipp>
#include <vinyl/orm/only.ipp>
#include <vinyl/orm/partial.ipp>
#include <vinyl/orm/json.ipp>
#include <vinyl/orm/choices.ipp>
#include <vinyl/orm/raw.ipp>
#include <vinyl/orm/read_choice.ipp>
#include <vinyl/orm/say.ipp>
#include <vinyl/orm/streamed_rows.ipp>
#include <vinyl/orm/assignments.ipp>
#include <vinyl/orm/create.ipp>
#include <vinyl/orm/write.ipp>

#include <vinyl/schema/check.ipp>
#include <vinyl/schema/ddl.ipp>
#include <vinyl/schema/expression_text.ipp>
#include <vinyl/schema/literal.ipp>
#include <vinyl/schema/plan.ipp>
#include <vinyl/schema/run.ipp>

#include <vinyl/testing/count_queries.ipp>
#include <vinyl/testing/process.ipp>
#include <vinyl/testing/rollback.ipp>
#include <vinyl/testing/server.ipp>

#include <boost/json/src.hpp>
