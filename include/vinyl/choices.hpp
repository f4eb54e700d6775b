// What users of a program may choose at run time, such as the parameters of a web request: conditions, orderings and columns by
// name, from tables that are made and checked when the program is compiled. Nothing of what they say becomes SQL.
#pragma once

#include <vinyl/orm/choices.hpp>
#include <vinyl/orm/column_choices.hpp>
