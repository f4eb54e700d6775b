# What vinyl stands on. Used by vinyl's own CMakeLists.txt and, installed, by find_package(vinyl).

# finder is find_package or find_dependency.
macro(vinyl_find_dependencies finder)
    if(POLICY CMP0167)
        cmake_policy(SET CMP0167 NEW)  # use the BoostConfig.cmake that comes with Boost
    endif()
    cmake_language(CALL ${finder} PostgreSQL REQUIRED)
    cmake_language(CALL ${finder} Boost 1.81 REQUIRED)
    cmake_language(CALL ${finder} Threads REQUIRED)
endmacro()

# Boost.JSON has non-template code, which header-only use wants compiled in exactly one translation unit. Here it is,
# compiled once per build and only if something is linked that uses vinyl. It is a static archive on purpose: when the
# program defines these functions itself (it includes <boost/json/src.hpp> or <vinyl/src.hpp>, or links
# Boost::json), the archive is not touched, so nothing is ever defined twice.
function(vinyl_add_boost_json)
    if(TARGET vinyl_boost_json)
        return()
    endif()
    set(source ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/boost_json.cpp)
    add_library(vinyl_boost_json STATIC EXCLUDE_FROM_ALL ${source})
    target_compile_features(vinyl_boost_json PUBLIC cxx_std_20)
    target_link_libraries(vinyl_boost_json PUBLIC Boost::headers)
    set_target_properties(vinyl_boost_json PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()
