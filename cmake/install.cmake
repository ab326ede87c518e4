# cmake --install: the library with its headers and a CMake package (find_package(arnscope), target
# arnscope::engine), and the command line.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/arnscope)

# A static library hands the libraries it links to whoever links it: one find_dependency for each package that a
# room names, so that this list cannot fall behind.
get_property(libraries GLOBAL PROPERTY ARNSCOPE_LIBRARIES)
set(packages fmt)
foreach(library IN LISTS libraries)
  if(library MATCHES "^([A-Za-z0-9_-]+)::")
    list(APPEND packages ${CMAKE_MATCH_1})
  else()
    message(FATAL_ERROR "a room links `${library}`: name it as package::target, so that installing finds it")
  endif()
endforeach()
list(TRANSFORM packages REPLACE "^SQLite$" "SQLite3")  # CMake names its target otherwise than the package
list(REMOVE_DUPLICATES packages)
list(TRANSFORM packages PREPEND "find_dependency(")
list(TRANSFORM packages APPEND ")")
list(JOIN packages "\n" ARNSCOPE_FIND_DEPENDENCIES)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/arnscope-config.cmake.in
  ${PROJECT_BINARY_DIR}/arnscope-config.cmake INSTALL_DESTINATION ${package_folder} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/arnscope-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(TARGETS arnscope_engine EXPORT arnscope-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS arnscope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(EXPORT arnscope-targets NAMESPACE arnscope:: DESTINATION ${package_folder})
install(FILES ${PROJECT_BINARY_DIR}/arnscope-config.cmake ${PROJECT_BINARY_DIR}/arnscope-config-version.cmake
  DESTINATION ${package_folder})
install(DIRECTORY engine DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/arnscope
  FILES_MATCHING PATTERN "*.h" PATTERN generate EXCLUDE)
install(FILES LICENSE NOTICE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY policies DESTINATION ${CMAKE_INSTALL_DATADIR}/arnscope)
install(FILES ${PROJECT_BINARY_DIR}/cli/arnscope.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/cli/arnscope.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME arnscope)
