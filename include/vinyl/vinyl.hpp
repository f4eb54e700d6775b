// All of vinyl but schema and testing: models, querysets, both modes, transactions, connections.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/model.hpp>
#include <vinyl/orm/atomic.hpp>
#include <vinyl/orm/instance.hpp>
#include <vinyl/orm/queryset.hpp>
#include <vinyl/orm/related.hpp>
