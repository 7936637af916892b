# The real window on a display of its own (Xvfb); skipped where there is none.
if(AGGLO_VIEWER)
  foreach(case IN ITEMS no_display help bad_script empty_window chain)
    add_test(NAME viewer.window.${case}
             COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/window_test.sh ${case} $<TARGET_FILE:agglo_view>
                     ${CMAKE_BINARY_DIR}/viewer_test)
    set_tests_properties(viewer.window.${case} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
  endforeach()
endif()
