#include "agglo/tiled_dbscan.hpp"

namespace agglo {

std::uint64_t dbscan_memory_bytes(std::uint64_t n, unsigned axes, bool weighted) {
  return (std::uint64_t{32} << 20) + n * ((axes == 2 ? 60 : 120) + (weighted ? 16 : 0));
}

}  // namespace agglo
