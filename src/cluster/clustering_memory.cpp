#include "agglo/clustering_memory.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kFixedBytes = std::uint64_t{32} << 20;  // tables of threads, small arrays

std::uint64_t bytes_per_point(ClusterMethod method, unsigned axes) {
  switch (method) {
    case ClusterMethod::dbscan:
      return axes == 2 ? 120 : 130;  // 26 on dense firms, 108 when each is a cluster of its own
    case ClusterMethod::hdbscan:
      return axes == 2 ? 100 : 120;
    case ClusterMethod::optics:
      return axes == 2 ? 145 : 165;
    case ClusterMethod::st_dbscan:
      break;
  }
  return axes == 2 ? 190 : 210;
}

}  // namespace

std::uint64_t clustering_memory_bytes(ClusterMethod method, std::uint64_t n, unsigned axes, bool weighted) {
  return kFixedBytes + n * (bytes_per_point(method, axes) + (weighted ? 16 : 0));
}

}  // namespace agglo
