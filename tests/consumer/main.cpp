// A program as a user of vinyl would have it.
#if __has_include(<vinyl/vinyl.hpp>)
#include <vinyl/vinyl.hpp>
#endif

#include <vinyl/base/error.hpp>

#include <boost/json.hpp>

#include <iostream>

int main() {
    try {
        throw vinyl::does_not_exist("no such album");
    } catch (const vinyl::error& e) {
        std::cout << boost::json::serialize(boost::json::value(e.what())) << '\n';
    }
}
