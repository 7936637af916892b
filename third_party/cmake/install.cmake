# cmake --install: a tree that can be moved. The program finds the library beside it and its data in ../share/agglo.
set_target_properties(agglo_cli PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
install(TARGETS agglo EXPORT agglo_targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS agglo_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(AGGLO_MPI)
  set_target_properties(agglo_mpi PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS agglo_mpi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(AGGLO_VIEWER)
  set_target_properties(agglo_view PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS agglo_view RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY include/agglo DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# The scripts that make the data stay in the source tree.
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/agglo
        PATTERN "*.sh" EXCLUDE PATTERN "*.py" EXCLUDE PATTERN "__pycache__" EXCLUDE)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Manual pages and shell completion are written by the program from its table of operations.
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/man/agglo.1 ${CMAKE_BINARY_DIR}/completions/agglo
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:agglo_cli> -D FOLDER=${CMAKE_BINARY_DIR}
          -P ${CMAKE_CURRENT_LIST_DIR}/write_manual.cmake
  DEPENDS agglo_cli agglo ${CMAKE_CURRENT_LIST_DIR}/write_manual.cmake
  COMMENT "Writing the manual pages and the shell completion"
  VERBATIM)
add_custom_target(agglo_manual ALL DEPENDS ${CMAKE_BINARY_DIR}/man/agglo.1 ${CMAKE_BINARY_DIR}/completions/agglo)
install(DIRECTORY ${CMAKE_BINARY_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES ${CMAKE_BINARY_DIR}/completions/agglo
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions OPTIONAL)

install(EXPORT agglo_targets NAMESPACE agglo:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/agglo)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/agglo-config.cmake.in
  ${CMAKE_BINARY_DIR}/agglo-config.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/agglo)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/agglo-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/agglo-config.cmake ${CMAKE_BINARY_DIR}/agglo-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/agglo)
