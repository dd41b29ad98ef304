# The warnings every target of ours is built with, and the two ways to declare a target.

add_library(riskflow_warnings INTERFACE)
target_compile_options(riskflow_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  -Werror=switch -Werror=unused-result -Werror=return-type)

# riskflow_library(NAME SOURCES ... HEADERS ... LINKS ... PRIVATE_LINKS ...)
# A static library of one folder.  Every header is also compiled alone (target all_verify_interface_header_sets).
# The include root is the repository root: "domain/core/result.hpp" names folder and layer at every use.
function(riskflow_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  target_compile_features(${name} PUBLIC cxx_std_23)
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE riskflow_warnings ${arg_PRIVATE_LINKS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# riskflow_test(NAME SOURCES ... LINKS ... LABELS ...): a GoogleTest program; each case is a ctest test.
function(riskflow_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE riskflow_warnings ${arg_LINKS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE RISKFLOW_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABELS}")
endfunction()
include(GoogleTest)
