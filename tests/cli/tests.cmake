# One test for each .case file.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
add_test(NAME cli.self_test COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/self_test.py)
file(GLOB case_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.case)
foreach(case_file IN LISTS case_files)
  get_filename_component(case_name ${case_file} NAME_WE)
  add_test(NAME cli.${case_name}
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/run_cases.py --agglo $<TARGET_FILE:agglo_cli>
                   --data ${CMAKE_SOURCE_DIR}/data --shared ${CMAKE_SOURCE_DIR}/../shared ${case_file})
  set_tests_properties(cli.${case_name} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
# Pages whose commands a reader follows from top to bottom.
foreach(page IN ITEMS tutorial choosing-parameters coverage)
  if(EXISTS ${CMAKE_SOURCE_DIR}/docs/${page}.md)
    add_test(NAME docs.${page} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/run_page.py
                                       --agglo $<TARGET_FILE:agglo_cli> ${CMAKE_SOURCE_DIR}/docs/${page}.md)
  endif()
endforeach()
add_test(NAME docs.real_data COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/run_page.py
                                     --agglo $<TARGET_FILE:agglo_cli> --shared ${CMAKE_SOURCE_DIR}/../shared/data
                                     ${CMAKE_SOURCE_DIR}/docs/real-data.md)
set_tests_properties(docs.real_data PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME cli.interrupt COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/interrupt_test.py
                                    $<TARGET_FILE:agglo_cli>)
