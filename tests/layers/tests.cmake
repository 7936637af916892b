find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
add_test(NAME layers.includes
         COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/check_includes.py ${CMAKE_SOURCE_DIR})
add_test(NAME layers.self_test COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/self_test.py)
