# How everything here is compiled, the warnings of every target, and the two ways to declare a target.

# The compiler cache; a checkout in another folder hits it too, and so do sources with precompiled headers.
find_program(RISKFLOW_CCACHE ccache)
if(RISKFLOW_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${RISKFLOW_CCACHE})
endif()

add_library(riskflow_warnings INTERFACE)
target_compile_options(riskflow_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  -Werror=switch -Werror=unused-result -Werror=return-type
  # libstdc++ 12 itself uses a deprecated function in std::stable_sort.
  -Wno-deprecated-declarations)

# What a program allocates with: jemalloc, as RocksDB's authors advise.  Folding an import of a million alerts makes and
# drops many small things on several threads; glibc's allocator took a third of the time.  A sanitizer brings its own.
add_library(riskflow_allocator INTERFACE)
if(NOT CMAKE_CXX_FLAGS_DEBUG MATCHES "-fsanitize" OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  find_library(RISKFLOW_JEMALLOC jemalloc REQUIRED)
  target_link_libraries(riskflow_allocator INTERFACE ${RISKFLOW_JEMALLOC})
endif()

# riskflow_precompile(NAME HEADERS...): what nearly every source of the target reads is read once.  Only to be quick: a
# source still includes what it uses, and headers are compiled alone without it.
function(riskflow_precompile name)
  target_precompile_headers(${name} PRIVATE ${ARGN})
  # The compiler cache cannot give back a file that holds the time it was made.
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
endfunction()

# riskflow_library(NAME SOURCES ... HEADERS ... API ... LINKS ... PRIVATE_LINKS ... PRECOMPILE ...)
# A static library of one folder.  Every header is also compiled alone (target all_verify_interface_header_sets).
# The include root is the repository root: "domain/core/result.hpp" names folder and layer at every use.
# API: those of the HEADERS that others get when the library is installed (cmake/packages.cmake); the rest stays here.
function(riskflow_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;API;LINKS;PRIVATE_LINKS;PRECOMPILE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_compile_features(${name} PUBLIC cxx_std_23)
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE $<BUILD_INTERFACE:riskflow_warnings> ${arg_PRIVATE_LINKS})
  if(arg_API)
    list(REMOVE_ITEM arg_HEADERS ${arg_API})
    riskflow_headers(${name} PUBLIC ${arg_API})
    add_library(${name}_inside INTERFACE)
    target_link_libraries(${name}_inside INTERFACE ${name})
    riskflow_headers(${name}_inside INTERFACE ${arg_HEADERS})
  else()
    riskflow_headers(${name} PUBLIC ${arg_HEADERS})
  endif()
  if(arg_PRECOMPILE)
    riskflow_precompile(${name} ${arg_PRECOMPILE})
  endif()
endfunction()

function(riskflow_headers name scope)
  target_sources(${name} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARGN})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# What the sanitizers run: the test programs of our own code.
add_custom_target(riskflow_tests)
# What they do not: the programs, and the tests that start them (label e2e), measure (bench) or read the tree (tidy).
add_custom_target(riskflow_programs)

# riskflow_test(NAME SOURCES ... LINKS ... LABELS ... PRECOMPILE ...): a GoogleTest program; each case is a ctest test.
function(riskflow_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;LABELS;PRECOMPILE" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE riskflow_warnings ${arg_LINKS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE RISKFLOW_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # What is tested is optimized, the tests themselves are not: that is a third of the time to compile them.
  target_compile_options(${name} PRIVATE -O0)
  riskflow_precompile(${name} <gtest/gtest.h> ${arg_PRECOMPILE})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES)
  # gtest_discover_tests splits a value at its semicolons, so the labels are given when ctest reads the list of tests.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake")
  file(WRITE "${labels_file}"
    "if(${name}_TESTS)\n  set_tests_properties(\${${name}_TESTS} PROPERTIES LABELS \"${arg_LABELS}\")\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
  if("tidy" IN_LIST arg_LABELS)
    add_dependencies(riskflow_programs ${name})
  else()
    add_dependencies(riskflow_tests ${name})
  endif()
endfunction()
