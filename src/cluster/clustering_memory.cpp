#include "agglo/clustering_memory.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kFixedBytes = std::uint64_t{32} << 20;  // tables of threads, small arrays

std::uint64_t bytes_per_point(ClusterMethod method, unsigned axes) {
  const bool plane = axes == 2;
  switch (method) {
    case ClusterMethod::dbscan:
      return plane ? 120 : 130;  // 26 on dense firms, 108 when each is a cluster of its own
    case ClusterMethod::dbscan_by_cells:
      return plane ? 250 : 330;
    case ClusterMethod::hdbscan:
      return plane ? 100 : 120;
    case ClusterMethod::optics:
      return plane ? 145 : 165;
    case ClusterMethod::st_dbscan:
      return plane ? 190 : 210;
    case ClusterMethod::activity_centres:
      return 370;  // 130 on firms, most where each is a peak of its own
    case ClusterMethod::neighbour_distances:
      return plane ? 110 : 120;
    case ClusterMethod::density_validity:
      break;
  }
  return plane ? 330 : 360;  // 150 for large clusters, most where each firm is one
}

}  // namespace

std::uint64_t clustering_memory_bytes(ClusterMethod method, std::uint64_t n, unsigned axes, bool weighted) {
  return kFixedBytes + n * (bytes_per_point(method, axes) + (weighted ? 16 : 0));
}

}  // namespace agglo
