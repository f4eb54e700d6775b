# What vinyl stands on, and what it offers to compile. Used by vinyl's own CMakeLists.txt and, installed, by find_package(vinyl).

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

# vinyl::compiled: the same library with its non-template code compiled once. Link it instead of vinyl::vinyl where
# compile time counts. vinyl is the header-only target.
function(vinyl_add_compiled vinyl)
    if(TARGET vinyl_compiled)
        return()
    endif()
    add_library(vinyl_compiled STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/compiled.cpp)
    add_library(vinyl::compiled ALIAS vinyl_compiled)
    target_compile_definitions(vinyl_compiled PUBLIC VINYL_SEPARATE_COMPILATION)
    target_link_libraries(vinyl_compiled PUBLIC ${vinyl})
    set_target_properties(vinyl_compiled PROPERTIES POSITION_INDEPENDENT_CODE ON)
    # In one large unit g++ stops inlining when it has grown by 40 %, and does not inline at all what another library might
    # replace: one in twenty of the client's instructions for a small query.
    target_compile_options(vinyl_compiled PRIVATE
        $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>
        $<$<CXX_COMPILER_ID:GNU>:--param=inline-unit-growth=300>)
endfunction()
