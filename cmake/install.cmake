# Installs the headers and what find_package(vinyl) needs.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(vinyl_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/vinyl)

install(DIRECTORY include/vinyl DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(TARGETS vinyl EXPORT vinyl-targets INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT vinyl-targets NAMESPACE vinyl:: DESTINATION ${vinyl_package_dir})

configure_package_config_file(cmake/vinyl-config.cmake.in vinyl-config.cmake INSTALL_DESTINATION ${vinyl_package_dir})
# Headers only: one package serves 32 and 64 bits. Below 1.0 a minor version may break what stood before it.
write_basic_package_version_file(vinyl-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vinyl-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/vinyl-config-version.cmake
              cmake/vinyl-dependencies.cmake cmake/boost_json.cpp cmake/compiled.cpp
        DESTINATION ${vinyl_package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/vinyl)
