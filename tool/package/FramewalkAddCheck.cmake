# framewalk_add_check(TARGET...
#   [NAME <name>]            the check's target; framewalk-check-<first target>
#   [FAIL_ON <what>...]      findings that fail the build: warning (the default),
#                            none, or rules like framewalk-dangling-return
#   [BASELINE <file>]        findings in there are known
#   [STACK_BUDGET <bytes>]   larger frames are findings: 512, 8K, 1M
#   [SARIF <file>]           write the findings there, for code scanning
#   [OPTIONS <option>...]    more for `framewalk check`
#   [EXCLUDE <regex>]        sources that are left out
#   [ALL]                    check with each build
# )
#
# Adds a target that runs `framewalk check` on the C and C++ sources of the given
# targets, each with the command that this build compiles it with. The targets
# are built before, so that what they generate is there. Generators of Makefile
# and Ninja kind only: the others write no compile_commands.json.
function(framewalk_add_check)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "ALL"
    "NAME;BASELINE;STACK_BUDGET;SARIF;EXCLUDE" "FAIL_ON;OPTIONS")
  set(Targets ${ARG_UNPARSED_ARGUMENTS})
  if(NOT Targets)
    message(FATAL_ERROR "framewalk_add_check: name a target to check")
  endif()
  if(ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "framewalk_add_check: ${ARG_KEYWORDS_MISSING_VALUES} needs a value")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR "framewalk_add_check: ${CMAKE_GENERATOR} writes no "
      "compile_commands.json; Ninja and Makefiles do")
  endif()

  set(Sources "")
  foreach(Target IN LISTS Targets)
    if(NOT TARGET ${Target})
      message(FATAL_ERROR "framewalk_add_check: there is no target '${Target}'")
    endif()
    get_target_property(Imported ${Target} IMPORTED)
    if(Imported)
      message(FATAL_ERROR "framewalk_add_check: '${Target}' is imported: it is not compiled here")
    endif()
    get_target_property(Aliased ${Target} ALIASED_TARGET)
    if(Aliased)
      set(Target ${Aliased})
    endif()
    set_target_properties(${Target} PROPERTIES EXPORT_COMPILE_COMMANDS ON)
    get_target_property(Folder ${Target} SOURCE_DIR)
    # What is relative is so to the target's folder.
    set(All "$<TARGET_PROPERTY:${Target},SOURCES>")
    set(All "$<FILTER:${All},INCLUDE,\\.(c|C|cc|cp|cpp|cxx|c\\+\\+|CPP)$>")
    if(ARG_EXCLUDE)
      set(All "$<FILTER:${All},EXCLUDE,${ARG_EXCLUDE}>")
    endif()
    list(APPEND Sources "$<$<BOOL:${All}>:$<PATH:ABSOLUTE_PATH,NORMALIZE,${All},${Folder}>>")
  endforeach()

  set(Options "")
  if(ARG_FAIL_ON)
    list(JOIN ARG_FAIL_ON "," Rules)
    list(APPEND Options --fail-on=${Rules})
  endif()
  if(ARG_BASELINE)
    get_filename_component(Baseline "${ARG_BASELINE}" ABSOLUTE)
    list(APPEND Options --baseline=${Baseline})
  endif()
  if(ARG_STACK_BUDGET)
    list(APPEND Options --stack-budget=${ARG_STACK_BUDGET})
  endif()
  if(ARG_SARIF)
    get_filename_component(Sarif "${ARG_SARIF}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    list(APPEND Options --format=sarif -o ${Sarif})
  endif()
  list(APPEND Options ${ARG_OPTIONS})

  if(NOT ARG_NAME)
    list(GET Targets 0 First)
    string(REPLACE "::" "-" First "${First}")
    set(ARG_NAME framewalk-check-${First})
  endif()
  set(WithAll "")
  if(ARG_ALL)
    set(WithAll ALL)
  endif()
  # Headers only, or other languages: there is nothing to look at.
  set(Any "$<BOOL:$<JOIN:${Sources},>>")
  set(Check "$<TARGET_FILE:framewalk::framewalk>" check ${Options} -p "${CMAKE_BINARY_DIR}" "${Sources}")
  set(Nothing "${CMAKE_COMMAND}" -E echo "no C or C++ source in ${Targets}")
  add_custom_target(${ARG_NAME} ${WithAll}
    COMMAND "$<${Any}:${Check}>" "$<$<NOT:${Any}>:${Nothing}>"
    COMMENT "Looking for pointers to dead locals in ${Targets}"
    # Paths in messages and in SARIF are as seen from there.
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    COMMAND_EXPAND_LISTS VERBATIM)
  add_dependencies(${ARG_NAME} ${Targets})
endfunction()
