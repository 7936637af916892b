# Clusters against R dbscan, scikit-learn and SciPy; skipped (77) where those, or the real points, are missing.
add_executable(cluster_points ${CMAKE_CURRENT_LIST_DIR}/cluster_points.cpp)
target_link_libraries(cluster_points PRIVATE agglo_core agglo_analysis)
add_test(NAME peers.compare_clusters
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/compare_clusters.sh $<TARGET_FILE:cluster_points>
                 ${CMAKE_SOURCE_DIR}/../shared/data)
set_tests_properties(peers.compare_clusters PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)

add_executable(hierarchy_points ${CMAKE_CURRENT_LIST_DIR}/hierarchy_points.cpp)
target_link_libraries(hierarchy_points PRIVATE agglo_core agglo_analysis)
add_test(NAME peers.compare_hierarchy
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/compare_hierarchy.sh $<TARGET_FILE:cluster_points>
                 $<TARGET_FILE:hierarchy_points>)
set_tests_properties(peers.compare_hierarchy PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)

# Class breaks against R classInt; skipped (77) where that is missing.
add_executable(class_breaks ${CMAKE_CURRENT_LIST_DIR}/class_breaks.cpp)
target_link_libraries(class_breaks PRIVATE agglo_core)
add_test(NAME peers.compare_class_breaks
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/compare_class_breaks.sh $<TARGET_FILE:class_breaks>)
set_tests_properties(peers.compare_class_breaks PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)

# Searches and clusters along real roads against SciPy, pgRouting and scikit-learn; skipped (77) where one is missing.
add_executable(road_searches ${CMAKE_CURRENT_LIST_DIR}/road_searches.cpp)
target_link_libraries(road_searches PRIVATE agglo_core agglo_analysis agglo_io)
add_test(NAME peers.compare_roads
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/compare_roads.sh $<TARGET_FILE:road_searches>
                 ${CMAKE_SOURCE_DIR}/../shared/data ${CMAKE_SOURCE_DIR}/data/profiles/roads)
set_tests_properties(peers.compare_roads PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)

# The same rows from a PostGIS database as from files; skipped (77) where PostGIS is missing.
add_test(NAME peers.compare_postgis
         COMMAND python3 -B ${CMAKE_CURRENT_LIST_DIR}/compare_postgis.py $<TARGET_FILE:agglo_cli>
                 ${CMAKE_SOURCE_DIR}/data/teaching ${CMAKE_SOURCE_DIR}/tests/bench)
set_tests_properties(peers.compare_postgis PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
