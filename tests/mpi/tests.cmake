# Ranks on this machine; skipped where Open MPI is not there.
if(AGGLO_MPI)
  add_test(NAME mpi.ranks
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/cli/run_cases.py --agglo $<TARGET_FILE:agglo_cli>
                   --data ${CMAKE_SOURCE_DIR}/data --shared ${CMAKE_SOURCE_DIR}/../shared
                   ${CMAKE_CURRENT_LIST_DIR}/ranks.case)
  set_tests_properties(mpi.ranks PROPERTIES SKIP_RETURN_CODE 77)
else()
  add_test(NAME mpi.ranks COMMAND ${CMAKE_COMMAND} -E echo "skipped: this build has no agglo-mpi (AGGLO_MPI is OFF)")
  set_tests_properties(mpi.ranks PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: ")
endif()
