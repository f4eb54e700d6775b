// expect: node::everything
// A kind of node that somebody who visits nodes does not handle: the compiler names it.
#include <vinyl/sql/node.hpp>

namespace sql = vinyl::sql;

template <class Kind>
concept old = !sql::detail::among<Kind, sql::node::everything>;

bool use(const sql::expression& e) {
#ifdef CONTROL
    return sql::visit<bool>(e, sql::detail::overload{[](const old auto&) { return false; },
                                                     [](const sql::node::everything&) { return true; }});
#else
    return sql::visit<bool>(e, sql::detail::overload{[](const old auto&) { return false; }});
#endif
}
