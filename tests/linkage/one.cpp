// The first of two translation units; uses non-template code of the library and of Boost.JSON.
#include "every_header.hpp"

#include <boost/json.hpp>

#include <iostream>

int two();

int main() {
    try {
        vinyl::diagnostics fields;
        fields.sqlstate = "23505";
        vinyl::throw_database_error(fields);
    } catch (const vinyl::unique_violation&) {
        std::cout << boost::json::serialize(boost::json::parse("[\"linked\"]")) << '\n';
        return two();
    }
    return 1;
}
