# The real window on a display of its own (Xvfb); skipped where there is none.
if(AGGLO_VIEWER)
  foreach(case IN ITEMS no_display dead_display no_opengl old_driver help bad_script another_window empty_window chain)
    add_test(NAME viewer.window.${case}
             COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/window_test.sh ${case} $<TARGET_FILE:agglo_view>
                     ${CMAKE_BINARY_DIR}/viewer_test)
    set_tests_properties(viewer.window.${case} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
  endforeach()

  # Needs a display, but no window; elsewhere it skips itself.
  find_program(XVFB_RUN xvfb-run)
  if(XVFB_RUN)
    add_test(NAME viewer.image_clipboard
             COMMAND ${XVFB_RUN} -a $<TARGET_FILE:test_viewer> --gtest_filter=ImageClipboard.*)
    set_tests_properties(viewer.image_clipboard PROPERTIES TIMEOUT 60)
  endif()

  # scripts/NAME.txt: the window does what a user would, on the teaching project, and `expect` says what must be true.
  add_test(NAME viewer.teaching_project
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/script_test.sh prepare $<TARGET_FILE:agglo_cli> ${CMAKE_BINARY_DIR}/viewer_scripts)
  set_tests_properties(viewer.teaching_project PROPERTIES FIXTURES_SETUP viewer_teaching TIMEOUT 120)
  add_test(NAME viewer.crash
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/crash_test.sh $<TARGET_FILE:agglo_view> ${CMAKE_BINARY_DIR}/viewer_scripts)
  set_tests_properties(viewer.crash PROPERTIES FIXTURES_REQUIRED viewer_teaching SKIP_RETURN_CODE 77 TIMEOUT 300)
  add_test(NAME viewer.odd_projects COMMAND test_viewer --gtest_filter=OddProjects.*)
  set_tests_properties(viewer.odd_projects PROPERTIES FIXTURES_SETUP viewer_odd TIMEOUT 120
                       ENVIRONMENT "AGGLO_ODD_FOLDER=${CMAKE_BINARY_DIR}/viewer_odd")
  foreach(case IN ITEMS changed damaged gone)
    add_test(NAME viewer.file.${case}
             COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/file_test.sh ${case} $<TARGET_FILE:agglo_view> $<TARGET_FILE:agglo_cli>
                     ${CMAKE_BINARY_DIR}/viewer_scripts)
    set_tests_properties(viewer.file.${case} PROPERTIES FIXTURES_REQUIRED viewer_teaching SKIP_RETURN_CODE 77 TIMEOUT 120)
  endforeach()
  file(GLOB viewer_scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/scripts/*.txt)
  foreach(script IN LISTS viewer_scripts)
    get_filename_component(name ${script} NAME_WE)
    add_test(NAME viewer.script.${name}
             COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/script_test.sh ${script} $<TARGET_FILE:agglo_view>
                     ${CMAKE_BINARY_DIR}/viewer_scripts)
    set_tests_properties(viewer.script.${name} PROPERTIES FIXTURES_REQUIRED "viewer_teaching;viewer_odd" SKIP_RETURN_CODE 77 TIMEOUT 300)
  endforeach()
endif()
