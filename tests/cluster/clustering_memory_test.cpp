#include "agglo/clustering_memory.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace agglo {
namespace {

ClusterMethod way(const std::vector<double>& x, const std::vector<double>& y, double eps_m,
                  const std::vector<double>& z = {}) {
  RunControl run(1);
  return dbscan_way({x, y, z}, eps_m, run);
}

TEST(ClusteringMemory, a_coordinate_far_off_or_a_tiny_eps_takes_the_general_way) {
  EXPECT_EQ(way({0, 1e5}, {0, 1e5}, 500), ClusterMethod::dbscan);
  EXPECT_EQ(way({0, 1e12}, {0, 1e5}, 500), ClusterMethod::dbscan_by_cells);
  EXPECT_EQ(way({0, 1e5}, {0, 1e5}, 0.001), ClusterMethod::dbscan_by_cells);
  EXPECT_EQ(way({3, 3}, {4, 4}, 500), ClusterMethod::dbscan);
  const double missing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(way({0, 1e5, missing}, {0, 1e5, missing}, 500), ClusterMethod::dbscan);
}

TEST(ClusteringMemory, around_the_whole_earth_no_plane_is_near) {
  EXPECT_EQ(way({6.3e6, 6.3e6}, {0, 1e5}, 500, {0, 1e5}), ClusterMethod::dbscan);
  EXPECT_EQ(way({6.3e6, -6.3e6}, {0, 1e5}, 500, {0, 1e5}), ClusterMethod::dbscan_by_cells);
}

TEST(ClusteringMemory, grows_with_points_axes_and_weights) {
  for (const ClusterMethod method : {ClusterMethod::dbscan, ClusterMethod::dbscan_by_cells,
                                     ClusterMethod::hdbscan, ClusterMethod::density_validity}) {
    const std::uint64_t plain = clustering_memory_bytes(method, 1000000, 2, false);
    EXPECT_GT(plain, clustering_memory_bytes(method, 500000, 2, false));
    EXPECT_GT(clustering_memory_bytes(method, 1000000, 3, false), plain);
    EXPECT_GT(clustering_memory_bytes(method, 1000000, 2, true), plain);
  }
}

}  // namespace
}  // namespace agglo
