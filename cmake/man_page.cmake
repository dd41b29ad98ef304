# Writes the manual page PAGE of PROGRAM from its own help and that of each of its commands, so that it never says
# anything else: cmake -D PROGRAM=... -D PAGE=... -P cmake/man_page.cmake

get_filename_component(program ${PROGRAM} NAME)

# ask(OUT ARGUMENTS...): what the program prints.  No setting of whoever builds shows in it.
function(ask out)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env --unset=RISKFLOW_DATA --unset=RISKFLOW_SERVER ${PROGRAM} ${ARGN}
                  OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP "${text}" text)
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# append(TEXT): to the page, as it stands: no character of it means anything to troff.
function(append text)
  string(REPLACE "\\" "\\e" text "${text}")
  string(REPLACE "-" "\\-" text "${text}")
  string(REGEX REPLACE "(^|\n)([.'])" "\\1\\\\&\\2" text "${text}")
  file(APPEND ${PAGE} ".nf\n${text}\n.fi\n")
endfunction()

# commands_in(OUT HELP): the names in its list of subcommands.
function(commands_in out help)
  set(names)
  if(help MATCHES "\nSubcommands:\n(([ ][^\n]*\n?)+)")
    string(REGEX MATCHALL "(^|\n)  [a-z][a-z-]*" names "${CMAKE_MATCH_1}")
    string(REGEX REPLACE "[ \n]" "" names "${names}")
  endif()
  set(${out} ${names} PARENT_SCOPE)
endfunction()

# append_commands(WORDS...): the commands below these words, each with its help.
function(append_commands)
  ask(help ${ARGN} --help)
  commands_in(names "${help}")
  foreach(name ${names})
    ask(text ${ARGN} ${name} --help)
    commands_in(below "${text}")
    if(below)
      append_commands(${ARGN} ${name})
    else()
      set(words ${program} ${ARGN} ${name})
      list(JOIN words " " words)
      file(APPEND ${PAGE} ".SS \"${words}\"\n")
      append("${text}")
    endif()
  endforeach()
endfunction()

ask(version --version)
ask(help --help)
# "riskflow: automation for ..." or "Verifies ...: finds ..."
string(REGEX REPLACE "^${program}: " "" summary "${help}")
string(REGEX MATCH "^[^:.\n]*" summary "${summary}")
string(TOUPPER ${program} title)
file(WRITE ${PAGE} ".TH ${title} 1 \"\" \"riskflow ${version}\" \"User Commands\"\n"
                   ".SH NAME\n${program} \\- ${summary}\n.SH DESCRIPTION\n")
append("${help}")
commands_in(names "${help}")
if(names)
  file(APPEND ${PAGE} ".SH COMMANDS\n")
  append_commands()
endif()
