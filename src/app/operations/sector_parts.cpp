#include "app/operations/sector_parts.hpp"

#include <numeric>

#include "agglo/groups.hpp"

namespace agglo {
namespace {

std::vector<double> picked(std::span<const double> column, std::span<const std::uint32_t> rows) {
  std::vector<double> values;
  if (column.empty()) return values;
  values.reserve(rows.size());
  for (const std::uint32_t row : rows) values.push_back(column[row]);
  return values;
}

}  // namespace

FirmColumns columns_of(const ChosenFirms& chosen, std::span<const std::uint32_t> rows) {
  const Establishments& firms = chosen.firms;
  return {picked(firms.x_m, rows), picked(firms.y_m, rows), picked(firms.z_m, rows),
          picked(chosen.weight, rows)};
}

SectorClusters cluster_parts(const ChosenFirms& chosen, Each each,
                             const std::function<Clusters(const SectorPart&)>& cluster) {
  const Establishments& firms = chosen.firms;
  SectorClusters result;
  Clusters& all = result.clusters;
  if (each == Each::none) {
    std::vector<std::uint32_t> rows(firms.size());
    std::iota(rows.begin(), rows.end(), 0U);
    all = cluster({kUnknownSector, rows, chosen.points(), 0});
    return result;
  }
  all.label.assign(firms.size(), kNoCluster);
  all.role.assign(firms.size(), PointRole::noise);
  for (std::size_t row = 0; row < firms.size(); ++row)
    if (!firms.located(row)) all.role[row] = PointRole::unlocated;
  const Groups sectors = groups_from_labels(firms.sector, firms.sector_names.size());
  for (std::size_t s = 0; s < sectors.size(); ++s) {
    const auto rows = sectors[s];
    if (rows.empty()) continue;
    const FirmColumns part = columns_of(chosen, rows);
    const auto sector = static_cast<SectorId>(s);
    const Clusters found = cluster({sector, rows, part.points(), all.count});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all.role[rows[i]] = found.role[i];
      if (found.label[i] != kNoCluster) all.label[rows[i]] = all.count + found.label[i];
    }
    all.count += found.count;
    result.sector_of_cluster.insert(result.sector_of_cluster.end(), static_cast<std::size_t>(found.count),
                                    sector);
  }
  return result;
}

}  // namespace agglo
