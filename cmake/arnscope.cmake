# Flags that every target of this project is compiled with. Warnings as errors are set by the presets.
add_library(arnscope_flags INTERFACE)
target_compile_features(arnscope_flags INTERFACE cxx_std_20)
# gcc 12 sees overlapping copies in `"text" + string` that are not there (its bug 105651).
# Without -fno-semantic-interposition gcc inlines no function of position-independent code that another library
# could replace.
target_compile_options(arnscope_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -fno-semantic-interposition>)
target_include_directories(arnscope_flags INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)

# arnscope_room(NAME SOURCES file... LIBRARIES library...)
# One folder of engine/: an object library `room_NAME`, whose objects go into arnscope::engine.
# LIBRARIES are the outside libraries that its sources link.
function(arnscope_room NAME)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ROOM_SOURCES)
    return()
  endif()
  add_library(room_${NAME} OBJECT ${ROOM_SOURCES})
  target_link_libraries(room_${NAME} PRIVATE arnscope_flags fmt::fmt ${ROOM_LIBRARIES})
  set_target_properties(room_${NAME} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  set_property(GLOBAL APPEND PROPERTY ARNSCOPE_ROOMS room_${NAME})
  set_property(GLOBAL APPEND PROPERTY ARNSCOPE_LIBRARIES ${ROOM_LIBRARIES})
endfunction()

# arnscope_embed(OUT FILE HEADER NAME)
# A source in the build folder that defines `NAME`, declared in HEADER, as the text of FILE; its path goes to OUT.
function(arnscope_embed OUT FILE HEADER NAME)
  cmake_path(GET FILE STEM stem)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${stem}_text.cc)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D input=${FILE} -D output=${source} -D header=${HEADER} -D name=${NAME}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${FILE} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  set(${OUT} ${source} PARENT_SCOPE)
endfunction()

# arnscope_test(NAME SOURCES file... ROOMS room... LIBRARIES library...)
# A GoogleTest program. With ROOMS it links those rooms alone, so that one room can be tested while
# another is being rebuilt; without, it links the whole engine.
function(arnscope_test NAME)
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_executable(${NAME} ${TEST_SOURCES})
  target_link_libraries(${NAME} PRIVATE arnscope_flags fmt::fmt GTest::gtest_main ${TEST_LIBRARIES})
  target_compile_definitions(${NAME} PRIVATE ARNSCOPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(TEST_ROOMS)
    foreach(room IN LISTS TEST_ROOMS)
      target_sources(${NAME} PRIVATE $<TARGET_OBJECTS:room_${room}>)
    endforeach()
    target_link_libraries(${NAME} PRIVATE ZLIB::ZLIB simdjson::simdjson SQLite::SQLite3 yaml-cpp::yaml-cpp)
  else()
    target_link_libraries(${NAME} PRIVATE arnscope_engine)
  endif()
  gtest_discover_tests(${NAME} TEST_PREFIX "${NAME}." PROPERTIES TIMEOUT 120 DISCOVERY_TIMEOUT 60)
endfunction()
