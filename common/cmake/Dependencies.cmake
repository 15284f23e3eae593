# Everything that Ballast links, found on the machine; nothing is downloaded here.
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS filesystem)
find_package(OpenSSL 3.0 REQUIRED)
find_package(jsoncpp CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(Threads REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
find_package(rapidcheck CONFIG QUIET)

find_program(BALLAST_CCACHE ccache)
if(BALLAST_CCACHE)
  # Precompiled headers are cacheable only with these (ccache manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${BALLAST_CCACHE})
endif()
