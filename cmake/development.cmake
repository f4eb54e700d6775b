# Settings for vinyl's own programs: strict warnings, and quick rebuilds. Users of vinyl never see them.

add_library(vinyl_warnings INTERFACE)
target_compile_options(vinyl_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror
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
