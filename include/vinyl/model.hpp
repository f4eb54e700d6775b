// All that a header which declares models needs: the base, meta, relations, field names and their operators, and the value
// types of columns. Neither Asio nor libpq; queries come with <vinyl/vinyl.hpp>.
#pragma once

#include <vinyl/expr/field.hpp>
#include <vinyl/model/member_path.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/types/all.hpp>
