# ballast_embed(TARGET NAME FILE NAMESPACE): the file's bytes as `NAMESPACE::NAME`, a
# std::string_view, in a source of its own that follows the file. Also a script: with -P it writes
# that source.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${FILE} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "(('[^']*',){16})" "\\1\n" bytes "${bytes}")
  file(WRITE ${OUTPUT} "#include <string_view>
namespace ${NAMESPACE} {
extern const std::string_view ${NAME};
static constexpr char ${NAME}_bytes[] = {
${bytes}};
constinit const std::string_view ${NAME}{${NAME}_bytes, sizeof ${NAME}_bytes};
}
")
  return()
endif()

set(BALLAST_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(ballast_embed target name file namespace)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DNAMESPACE=${namespace} -DFILE=${CMAKE_CURRENT_SOURCE_DIR}/${file}
      -DOUTPUT=${output} -P ${BALLAST_EMBED_SCRIPT}
    DEPENDS ${file} ${BALLAST_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
