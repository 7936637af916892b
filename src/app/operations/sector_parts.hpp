// The firms of an operation, all together or sector by sector, with the rows they stand in.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "app/operations/cluster_options.hpp"

namespace agglo {

/// The firms of one sector, or all; `rows` ascending, points in that order.
struct SectorPart {
  SectorId sector = kUnknownSector;  ///< kUnknownSector when all firms are looked at together
  std::span<const std::uint32_t> rows;
  PointView points;
  std::int32_t clusters_before = 0;  ///< clusters of the parts before it
};

/// Places and weights of some firms, in the order of `rows`.
struct FirmColumns {
  std::vector<double> x_m, y_m, z_m, weight;
  PointView points() const { return {x_m, y_m, z_m, weight}; }
};
FirmColumns columns_of(const ChosenFirms& chosen, std::span<const std::uint32_t> rows);

/// Clusters each part by itself and numbers the clusters on. With each sector, firms of no known sector are
/// noise.
SectorClusters cluster_parts(const ChosenFirms& chosen, Each each,
                             const std::function<Clusters(const SectorPart&)>& cluster);

}  // namespace agglo
