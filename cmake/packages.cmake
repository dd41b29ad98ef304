# What `cmake --install` installs, in three components, and the Debian packages that `cpack` makes of them:
#
#   server      riskflow                   the program, its systemd unit, user and configuration
#   verify      riskflow-verify            the verifier of exports, which needs nothing else of ours
#   eventstore  libriskflow-eventstore-dev the event store for other programs: static libraries, headers, CMake package
#
# Why so: docs/adr/0017-packages.md.  How they are used: docs/install.md.
set(packaging ${PROJECT_SOURCE_DIR}/packaging)

# As on Debian, for every prefix.
set(CMAKE_INSTALL_LIBDIR lib/${CMAKE_LIBRARY_ARCHITECTURE})
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# riskflow_compressed(SOURCE MADE): a document as Debian wants it, without a date in it, so that it is the same again.
function(riskflow_compressed source made)
  add_custom_command(OUTPUT ${made} COMMAND gzip -9nc ${source} > ${made} DEPENDS ${source} VERBATIM)
endfunction()

set(changelog ${PROJECT_BINARY_DIR}/packaging/changelog.gz)
riskflow_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${changelog})
add_custom_target(riskflow_documents ALL DEPENDS ${changelog})
add_dependencies(riskflow_programs riskflow_documents)
# riskflow_package(COMPONENT PACKAGE): its name, and what every package says of itself under /usr/share/doc.
function(riskflow_package component package)
  install(FILES ${packaging}/copyright ${changelog} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package}
          COMPONENT ${component})
  string(TOUPPER ${component} name)
  set(CPACK_DEBIAN_${name}_PACKAGE_NAME ${package} PARENT_SCOPE)
endfunction()

# riskflow_man_page(PROGRAM COMPONENT): made from what the program says of itself.
function(riskflow_man_page program component)
  set(page ${PROJECT_BINARY_DIR}/packaging/${program}.1)
  set(script ${PROJECT_SOURCE_DIR}/cmake/man_page.cmake)
  add_custom_command(OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:${program}> -D PAGE=${page} -P ${script}
    DEPENDS ${program} ${script} VERBATIM)
  riskflow_compressed(${page} ${page}.gz)
  add_custom_target(${program}_man_page ALL DEPENDS ${page}.gz)
  add_dependencies(riskflow_programs ${program}_man_page)
  install(FILES ${page}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ${component})
endfunction()

# ---- server
install(TARGETS riskflow RUNTIME COMPONENT server)
riskflow_man_page(riskflow server)
riskflow_package(server riskflow)
configure_file(${PROJECT_SOURCE_DIR}/cmake/install_service.cmake.in packaging/install_service.cmake @ONLY)
install(SCRIPT ${PROJECT_BINARY_DIR}/packaging/install_service.cmake COMPONENT server)

# ---- verify
install(TARGETS riskflow-verify RUNTIME COMPONENT verify)
riskflow_man_page(riskflow-verify verify)
riskflow_package(verify riskflow-verify)

# ---- eventstore
set(eventstore_cmake ${CMAKE_INSTALL_LIBDIR}/cmake/riskflow-eventstore)
foreach(part core proof eventstore)
  set_target_properties(riskflow_${part} PROPERTIES EXPORT_NAME ${part})
  install(TARGETS riskflow_${part} EXPORT riskflow-eventstore
    ARCHIVE COMPONENT eventstore
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/riskflow COMPONENT eventstore)
  # What a debugger reads of them names folders of the machine that built them.
  install(CODE "execute_process(COMMAND ${CMAKE_STRIP} --strip-debug
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/libriskflow_${part}.a\"
    COMMAND_ERROR_IS_FATAL ANY)" COMPONENT eventstore)
endforeach()
install(EXPORT riskflow-eventstore NAMESPACE riskflow:: DESTINATION ${eventstore_cmake} COMPONENT eventstore)
configure_package_config_file(cmake/riskflow-eventstore-config.cmake.in packaging/riskflow-eventstore-config.cmake
  INSTALL_DESTINATION ${eventstore_cmake} NO_SET_AND_CHECK_MACRO)
# Below 1.0 a minor version may break what was.
write_basic_package_version_file(packaging/riskflow-eventstore-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/packaging/riskflow-eventstore-config.cmake
              ${PROJECT_BINARY_DIR}/packaging/riskflow-eventstore-config-version.cmake
        DESTINATION ${eventstore_cmake} COMPONENT eventstore)
riskflow_package(eventstore libriskflow-eventstore-dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples/eventstore/
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libriskflow-eventstore-dev/examples COMPONENT eventstore)

# ---- Debian packages
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL server verify eventstore)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGE_VENDOR riskflow)
set(CPACK_PACKAGE_CONTACT "riskflow maintainers <maintainers@riskflow.example>")
# With DESTDIR, so that what belongs to /etc is told by the prefix /usr.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

# The first line of a component's description is the package's own summary.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")

set(CPACK_COMPONENT_SERVER_DESCRIPTION "automation for insider-risk work, server and command line
Imports alerts, directory and HR files of an organisation, lets analysts
triage alerts into cases, and runs flows on a case. People are pseudonyms
until an administrator decides otherwise; everything that happens is an
event in one log, which can be proved.")
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_SERVER_PACKAGE_SHLIBDEPS ON)
# Whatever makes the user of sysusers.d; in a container the small one does.
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS riskflow-verify)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
    ${packaging}/debian/conffiles ${packaging}/debian/postinst ${packaging}/debian/prerm ${packaging}/debian/postrm)

set(CPACK_COMPONENT_VERIFY_DESCRIPTION "verifier of the audit log of riskflow
Tells from an export and the public key of the log's keeper whether events
were changed, dropped, inserted or moved. Needs neither the server nor its
data.")
set(CPACK_DEBIAN_VERIFY_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_VERIFY_PACKAGE_SHLIBDEPS ON)

set(CPACK_COMPONENT_EVENTSTORE_DESCRIPTION "event store of riskflow, for other programs
An append-only log of events: one total order, several streams in a commit,
durable when acknowledged, and proved by a Merkle tree (RFC 9162) with signed
checkpoints. Static libraries, headers and a CMake package.")
set(CPACK_DEBIAN_EVENTSTORE_PACKAGE_SECTION libdevel)
# What the archives were compiled against: an interface that changes with its version.
string(REGEX MATCH "^[0-9]+" fmt_major ${fmt_VERSION})
string(REGEX MATCH "^[0-9]+\\.[0-9]+" rocksdb_minor ${RocksDB_VERSION})
math(EXPR fmt_next "${fmt_major} + 1")
string(CONCAT CPACK_DEBIAN_EVENTSTORE_PACKAGE_DEPENDS
  "librocksdb-dev (>= ${rocksdb_minor}), librocksdb-dev (<< ${rocksdb_minor}.99), libssl-dev (>= 3), "
  "libfmt-dev (>= ${fmt_major}), libfmt-dev (<< ${fmt_next})")
set(CPACK_DEBIAN_EVENTSTORE_PACKAGE_SUGGESTS "cmake (>= 3.25), libboost1.81-dev")

include(CPack)
