# Settings for vinyl's own programs: strict warnings, and quick rebuilds. Users of vinyl never see them.

option(VINYL_WARNINGS_AS_ERRORS "Warnings in vinyl's own programs are errors" ON)

add_library(vinyl_warnings INTERFACE)
target_compile_options(vinyl_warnings INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${VINYL_WARNINGS_AS_ERRORS}>:-Werror>
    -Wno-missing-field-initializers)  # Album{.title = "Milestones"} leaves the rest to its defaults, as it should

# What vinyl's programs link. The library's non-template code is compiled once, not once a file; tests/linkage,
# tests/headers and tests/consumer use it header-only.
add_library(vinyl_development INTERFACE)
target_link_libraries(vinyl_development INTERFACE vinyl::compiled vinyl_warnings)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(VINYL_CCACHE ccache)
    if(VINYL_CCACHE)
        # The sloppiness is what ccache asks for to work together with precompiled headers.
        set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
            CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${VINYL_CCACHE})
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            target_compile_options(vinyl_warnings INTERFACE -fpch-preprocess)
        elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
            target_compile_options(vinyl_warnings INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
        endif()
    endif()
endif()

# The compiler with all that a file needs that includes vinyl header-only, for tests that call it themselves.
function(vinyl_compiler_command result)
    set(command ${CMAKE_CXX_COMPILER} -std=c++20 -I${PROJECT_SOURCE_DIR}/include)
    foreach(dependency PostgreSQL::PostgreSQL Boost::headers)
        get_target_property(folders ${dependency} INTERFACE_INCLUDE_DIRECTORIES)
        list(REMOVE_ITEM folders /usr/include)  # named again, it would come before the compiler's own
        foreach(folder IN LISTS folders)
            list(APPEND command -isystem ${folder})
        endforeach()
    endforeach()
    set(${result} ${command} PARENT_SCOPE)
endfunction()
