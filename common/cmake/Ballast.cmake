# Options that every translation unit shares (definitions must be equal everywhere: ODR).
add_library(ballast_options INTERFACE)
target_include_directories(ballast_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(ballast_options INTERFACE
  _GLIBCXX_ASSERTIONS BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_NO_TS_EXECUTORS)
target_compile_options(ballast_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
  -Wextra-semi -Wnull-dereference -Wno-missing-designated-field-initializers)
if(BALLAST_SANITIZE)
  target_compile_options(ballast_options INTERFACE
    -fsanitize=${BALLAST_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(ballast_options INTERFACE -fsanitize=${BALLAST_SANITIZE})
  # Asio reuses coroutine frames, which hides use-after-free from the sanitizers.
  target_compile_definitions(ballast_options INTERFACE
    BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()

# The one translation unit with Asio's and Beast's non-header parts, and the precompiled header
# that all targets marked IO reuse.
add_library(ballast_boost_impl STATIC ${PROJECT_SOURCE_DIR}/common/boost_impl.cpp)
target_link_libraries(ballast_boost_impl
  PUBLIC ballast_options Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
target_precompile_headers(ballast_boost_impl PRIVATE ${PROJECT_SOURCE_DIR}/common/io_pch.hpp)
target_compile_options(ballast_boost_impl PRIVATE -Xclang -fno-pch-timestamp)

function(ballast_target_setup target io)
  target_link_libraries(${target} PUBLIC ballast_options fmt::fmt ${ARGN})
  if(io)
    target_link_libraries(${target} PUBLIC ballast_boost_impl)
    target_precompile_headers(${target} REUSE_FROM ballast_boost_impl)
    target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  endif()
endfunction()

# ballast_library(NAME SOURCES ... [DEPS ...] [IO]): static library ballast_NAME.
function(ballast_library name)
  cmake_parse_arguments(arg "IO" "" "SOURCES;DEPS" ${ARGN})
  add_library(ballast_${name} STATIC ${arg_SOURCES})
  ballast_target_setup(ballast_${name} "${arg_IO}" ${arg_DEPS})
endfunction()

# ballast_executable(NAME SOURCES ... [DEPS ...] [IO])
function(ballast_executable name)
  cmake_parse_arguments(arg "IO" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  ballast_target_setup(${name} "${arg_IO}" ${arg_DEPS})
endfunction()

# ballast_test(NAME SOURCES ... [DEPS ...] [IO] [LABELS unit] [TIMEOUT 60] [PROPERTIES ...]):
# one GTest executable for a module; each test becomes a CTest test.
function(ballast_test name)
  cmake_parse_arguments(arg "IO" "TIMEOUT" "SOURCES;DEPS;LABELS;PROPERTIES" ${ARGN})
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  ballast_target_setup(${name} "${arg_IO}" ${arg_DEPS} GTest::gmock_main)
  include(GoogleTest)
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ${arg_PROPERTIES})
endfunction()

# ballast_fuzzer(NAME SOURCES ... [DEPS ...] CORPUS dir [IO]): with BALLAST_FUZZ a libFuzzer binary,
# else a program that replays the corpus (label fuzz).
function(ballast_fuzzer name)
  cmake_parse_arguments(arg "IO" "CORPUS" "SOURCES;DEPS" ${ARGN})
  if(BALLAST_FUZZ)
    add_executable(${name} ${arg_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME ${name} COMMAND ${name} -runs=20000 -max_total_time=10 -rss_limit_mb=1024
      ${arg_CORPUS})
  else()
    add_executable(${name} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
    add_test(NAME ${name} COMMAND ${name} ${arg_CORPUS})
  endif()
  ballast_target_setup(${name} "${arg_IO}" ${arg_DEPS})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 120)
endfunction()

# Adds each named folder below the current one that has a CMakeLists.txt.
function(ballast_add_folders)
  foreach(folder ${ARGN})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()
