# Writes a C++ file that defines the page's style and script.
#
#   cmake -DOUTPUT=file.cpp "-DSTYLE=a.css|b.css" "-DSCRIPT=a.js|b.js" -P join.cmake
#
# The scripts share one function's scope, in the order given.
function(join_files Result Names)
  set(All "")
  string(REPLACE "|" ";" Names "${Names}")
  foreach(Name IN LISTS Names)
    file(READ "${Name}" Text)
    string(APPEND All "${Text}")
  endforeach()
  set(${Result} "${All}" PARENT_SCOPE)
endfunction()

if(NOT DEFINED PREFIX)
  set(PREFIX Html)
endif()
join_files(Style "${STYLE}")
join_files(Script "${SCRIPT}")
string(CONCAT Generated
  "// Generated from lib/Render/html by join.cmake.\n"
  "#include \"Render/HtmlAssets.h\"\n\n"
  "const std::string_view framewalk::${PREFIX}Style = R\"~~~(\n" "${Style}" ")~~~\";\n\n"
  "const std::string_view framewalk::${PREFIX}Script = R\"~~~(\n\"use strict\";\n(() => {\n"
  "${Script}" "})();\n)~~~\";\n")
file(WRITE "${OUTPUT}" "${Generated}")
