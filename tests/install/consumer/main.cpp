// A call of the lowest and of the highest layer through the installed shared library.
#include <agglo/geodesy.hpp>
#include <agglo/operations.hpp>

#include <cmath>
#include <cstdio>

int main() {
  // One degree of longitude on the equator.
  const double one_degree_m = agglo::geodesic_distance_m({0, 0}, {1, 0});
  const bool distance_is_right = std::abs(one_degree_m - 111319.491) < 0.001;
  const bool knows_dbscan = agglo::operation("dbscan").name == "dbscan";
  std::printf("%.3f m, %zu operations\n", one_degree_m, agglo::operations().size());
  return distance_is_right && knows_dbscan ? 0 : 1;
}
