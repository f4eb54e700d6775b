// What users of a program may choose at run time, such as the parameters of a web request: conditions and orderings by name,
// from tables that are made and checked when the program is compiled. Nothing of what they say becomes SQL.
#pragma once

#include <vinyl/orm/choices.hpp>
